import Records

/// Which CPUs each flow thread of an end may run on.
package enum FlowPlacement {
  /// One list per flow; an empty list leaves the thread free.
  ///
  /// `split` deals the first half of the CPUs to the senders and the rest to the receivers, one CPU a thread;
  /// `pair` gives both ends of a flow the same CPU.
  package static func cpus(for cell: Cell, side: Side, allowed: [Int]) -> [[Int]] {
    let pinning = cell.options.pinning.resolved(flows: cell.flows, cpus: allowed.count)
    let half: [Int]
    switch pinning {
    case .split where allowed.count >= 2:
      let middle = allowed.count / 2
      half = side == .sender ? Array(allowed[..<middle]) : Array(allowed[middle...])
    case .pair where !allowed.isEmpty:
      half = allowed
    default:
      return Array(repeating: [], count: cell.flows)
    }
    return (0..<cell.flows).map { [half[$0 % half.count]] }
  }
}
