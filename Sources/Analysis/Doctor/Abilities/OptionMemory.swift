/// Option memory, from which the kernel takes the notices of MSG_ZEROCOPY sends.
enum OptionMemory: AbilityRule {
  static let name = "option-memory"
  static let enables = "many zero-copy sends under way on one socket"
  /// The kernel's own default since Linux 6.8; with the 20480 of before, small messages soon meet ENOBUFS.
  static let enoughBytes = 131_072.0

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    let setting = "net.core.optmem_max"
    let outside = try checkup.number("sysctl.\(setting)")
    // A kernel without namespaces of its own for it, or no namespaces at all: only the one outside counts.
    let inside = (try? checkup.number("namespace.optmem_max")) ?? outside
    let least = min(outside, inside)
    guard least < enoughBytes else { return .yes }
    let place = inside < outside ? " in a new network namespace" : ""
    return .limited(
      "\(setting) is \(Int(least)) bytes\(place): zero-copy senders of small messages stall on ENOBUFS",
      remedy: "Run `sysctl -w \(setting)=1048576` as root before the sweep")
  }
}
