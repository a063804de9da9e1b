import Records

/// `--link auto`: veth where namespaces are allowed, else loopback with a caveat that says so.
package enum AutomaticLink {
  package static let name = "auto"

  /// Replaces `auto` in the list by what this machine allows; a veth link stands in the pool afterwards.
  ///
  /// - Returns: the caveat of a fallback; empty when there was none.
  package static func resolve(_ links: inout [String], pool: LinkPool) async throws -> [Caveat] {
    guard let index = links.firstIndex(of: name) else { return [] }
    do {
      _ = try await pool.link(VethLink.name)
      links[index] = VethLink.name
      return []
    } catch let refusal as OperationError {
      links[index] = LoopbackLink.name
      return [
        Caveats.linkFallback(from: VethLink.name, to: LoopbackLink.name, why: Prose(refusal.description))
      ]
    }
  }
}
