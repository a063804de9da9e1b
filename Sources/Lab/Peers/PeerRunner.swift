import Processes
import Records

/// Runs the two processes of a peer's sample, each at its end of a link.
package struct PeerRunner: Sendable {
  package var sender: Endpoint
  package var receiver: Endpoint

  package init(sender: Endpoint, receiver: Endpoint) {
    self.sender = sender
    self.receiver = receiver
  }

  /// How long the second process may go on after the first one has ended.
  private static let grace = Duration.seconds(5)

  private enum Step: Sendable {
    case listening
    case listenerEnded(PeerProcess.Outcome)
    case connectorEnded(PeerProcess.Outcome)
    case overdue(String)
  }

  /// Starts the listener, waits until its port listens, starts the connector, and reads what both printed.
  ///
  /// On return and on error alike both processes are gone.
  ///
  /// - Throws: `OperationError` that names the process, and its last line on standard error.
  package func run(_ script: PeerScript) async throws -> PeerTraffic {
    try await withThrowingTaskGroup(of: Step.self) { group in
      defer { group.cancelAll() }
      let limit = Duration.nanoseconds(Int64(clamping: script.deadlineNanoseconds))
      group.addTask { .listenerEnded(try await PeerProcess.run(arguments(script.listener))) }
      group.addTask { try await waitUntilListening(script) }
      group.addTask { try await overdue(after: limit, "did not end within \(limit)") }

      var listener: PeerProcess.Outcome?
      var connector: PeerProcess.Outcome?
      var listened = false
      while let step = try await group.next() {
        try Task.checkCancellation()
        switch step {
        case .listening:
          listened = true
          group.addTask { .connectorEnded(try await PeerProcess.run(arguments(script.connector))) }
          continue
        case .listenerEnded(let outcome):
          listener = outcome
          if !listened {
            throw failure(script, listener, nil, "ended before it listened; \(outcome.lastErrorLine)")
          }
        case .connectorEnded(let outcome): connector = outcome
        case .overdue(let what): throw failure(script, listener, connector, what)
        }
        if let failed = [connector, listener].compactMap(\.self).first(where: { !$0.succeeded }) {
          throw failure(script, listener, connector, failed.lastErrorLine)
        }
        if let listener, let connector { return try script.read(listener.output, connector.output) }
        group.addTask {
          try await overdue(after: Self.grace, "went on for \(Self.grace) after the other end")
        }
      }
      throw CancellationError()
    }
  }

  /// The tool's own words where its output has them, else how the process ended.
  private func failure(
    _ script: PeerScript, _ listener: PeerProcess.Outcome?, _ connector: PeerProcess.Outcome?, _ words: String
  ) -> any Error {
    let outputs = (listener?.output ?? "", connector?.output ?? "")
    if !(outputs.0 + outputs.1).allSatisfy(\.isWhitespace) {
      do { _ = try script.read(outputs.0, outputs.1) } catch { return error }
    }
    let failed = [(script.connector, connector), (script.listener, listener)].first {
      $0.1?.succeeded == false
    }
    let culprit = failed?.0 ?? (listener == nil ? script.listener : script.connector)
    return OperationError(
      "\(culprit.arguments[0]) (\(culprit.end.rawValue)): \(words)", effect: "this sample was not measured",
      remedy: "Run the same commands by hand, or leave the peer out")
  }

  private func endpoint(_ end: PeerScript.End) -> Endpoint {
    end == .sender ? sender : receiver
  }

  private func arguments(_ process: PeerScript.Process) -> [String] {
    endpoint(process.end).launcher.rewrite(process.arguments)
  }

  private func overdue(after limit: Duration, _ what: String) async throws -> Step {
    try await Task.sleep(for: limit)
    return .overdue(what)
  }

  /// Polls the listener's network namespace: connecting to find out would take the place of the one client.
  private func waitUntilListening(_ script: PeerScript) async throws -> Step {
    let launcher = endpoint(script.listener.end).launcher
    let command = launcher.rewrite([try Program.cat.locate(), "/proc/net/tcp", "/proc/net/tcp6"])
    while true {
      let table = try await PeerProcess.run(command, deadline: .seconds(10))
      if ListeningPorts.contain(script.port, in: table.output) { return .listening }
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}

/// Which TCP ports listen, read from the kernel's own table. Source: proc(5), /proc/net/tcp and tcp6.
enum ListeningPorts {
  private static let listenState = "0A"

  /// Whether a line of the table is a listening socket on that port, whatever its address.
  static func contain(_ port: Int, in table: String) -> Bool {
    table.split(separator: "\n").contains { line in
      let columns = line.split(separator: " ", omittingEmptySubsequences: true)
      guard columns.count > 3, columns[3] == listenState, let hex = columns[1].split(separator: ":").last
      else {
        return false
      }
      return Int(hex, radix: 16) == port
    }
  }
}
