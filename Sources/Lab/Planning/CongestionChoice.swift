import Records

/// Which congestion control a run uses when none was typed: cubic, or reno where this user may not choose cubic.
///
/// In a namespace of our own every control may be chosen; in the initial one an unprivileged user may choose only from
/// net.ipv4.tcp_allowed_congestion_control.
package enum CongestionChoice {
  /// Fact of the worker: what it may choose in the namespace it was started in, comma-separated.
  package static let fact = "congestion.settable"

  /// Replaces the default where it cannot be had; what was typed stays and fails with its own words.
  ///
  /// - Returns: the caveat of a replacement; empty when there was none.
  package static func resolve(
    _ options: inout CellOptions, isTyped: Bool, links: [String], host: HostFacts
  ) -> [Caveat] {
    let settable = host[fact]?.split(separator: ",").map(String.init) ?? []
    guard !isTyped, links.contains(LoopbackLink.name), !settable.isEmpty,
      !settable.contains(options.congestion), let other = ["reno"].first(where: settable.contains)
    else { return [] }
    let wanted = options.congestion
    options.congestion = other
    return [Caveats.congestionFallback(from: wanted, to: other)]
  }
}
