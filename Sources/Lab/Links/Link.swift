import Processes

/// How the two ends of a flow are joined: loopback, two network namespaces, later two machines.
///
/// Adding one: a file in this folder and a line in `Links.swift`.
package protocol Link: Sendable {
  /// What `--link` takes and cells store.
  static var name: String { get }
  /// One sentence for `list`.
  static var summary: String { get }

  /// Sets the link up; what it made disappears when the returned value is closed or the director dies.
  ///
  /// - Parameter worker: path of the worker executable, which also holds namespaces.
  /// - Throws: `OperationError` with the remedy when the machine refuses.
  static func open(worker: String) async throws -> OpenLink
}

/// A link that stands: where each end runs and which addresses carry the data.
package struct OpenLink: Sendable {
  package var sender: Endpoint
  package var receiver: Endpoint
  /// Undoes the set-up; idempotent.
  package var close: @Sendable () async -> Void

  package init(sender: Endpoint, receiver: Endpoint, close: @escaping @Sendable () async -> Void = {}) {
    self.sender = sender
    self.receiver = receiver
    self.close = close
  }
}

/// One end of a link.
package struct Endpoint: Sendable {
  package var launcher: any Launcher
  /// Address on which this end listens for, or from which it opens, data connections.
  package var address: String
  /// Network device whose counters prove the path; nil where the device carries other traffic too (`lo`).
  package var device: String?

  package init(launcher: any Launcher = DirectLauncher(), address: String, device: String? = nil) {
    self.launcher = launcher
    self.address = address
    self.device = device
  }
}
