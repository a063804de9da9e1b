/// Which CPUs the flow threads may run on.
package enum Pinning: String, Codable, Hashable, Sendable, CaseIterable {
  /// `split` while flows x 2 <= CPUs, else `none`.
  case auto
  /// Senders on one half of the CPUs, receivers on the other.
  case split
  /// Sender and receiver of a flow share one CPU.
  case pair
  case none

  /// What `auto` means for so many flows on so many CPUs.
  package func resolved(flows: Int, cpus: Int) -> Pinning {
    guard self == .auto else { return self }
    return flows * 2 <= cpus ? .split : .none
  }
}
