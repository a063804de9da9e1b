import Records

/// The links of a run: each is set up once, when it is first asked for, and taken down at the end.
package actor LinkPool {
  private let worker: String
  private var open: [String: OpenLink] = [:]

  /// - Parameter worker: path of the worker, which also holds namespaces.
  package init(worker: String) {
    self.worker = worker
  }

  package func link(_ name: String) async throws -> OpenLink {
    if let link = open[name] { return link }
    let link = try await Links.named(name).open(worker: worker)
    open[name] = link
    return link
  }

  /// Takes a link down, so that the next cell sets it up anew: after a failure that may be the link's own.
  package func discard(_ name: String) async {
    await open.removeValue(forKey: name)?.close()
  }

  package func closeAll() async {
    for link in open.values { await link.close() }
    open = [:]
  }
}
