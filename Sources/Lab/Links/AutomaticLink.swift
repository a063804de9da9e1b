import Records

/// `--link auto`: veth where namespaces are allowed, else loopback with a caveat that says so.
package enum AutomaticLink {
  package static let name = "auto"

  /// Replaces `auto` in the list by what this machine allows.
  ///
  /// - Returns: the caveat of a fallback; empty when there was none.
  package static func resolve(_ links: inout [String], worker: String) async throws -> [Caveat] {
    guard let index = links.firstIndex(of: name) else { return [] }
    do {
      let trial = try await VethLink.open(worker: worker)
      await trial.close()
      links[index] = VethLink.name
      return []
    } catch let refusal as OperationError {
      links[index] = LoopbackLink.name
      return [Caveats.linkFallback(from: VethLink.name, to: LoopbackLink.name, why: refusal.description)]
    }
  }
}
