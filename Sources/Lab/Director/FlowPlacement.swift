import Records

/// Which CPUs the flow threads of an end may run on: one rule for our own flows and for peers.
package enum FlowPlacement {
  /// One list per flow; an empty list leaves the thread free.
  package static func cpus(for cell: Cell, side: Side, allowed: [Int]) -> [[Int]] {
    let dealt = dealt(cell.options.pinning, flows: cell.flows, side: side, allowed: allowed)
    return (0..<cell.flows).map { flow in dealt.map { [$0[flow % $0.count]] } ?? [] }
  }

  /// The CPUs that an end's flows are dealt to, one CPU a flow in turns; nil leaves all of them free.
  ///
  /// `split` gives the first half of the CPUs to the senders and the rest to the receivers; `pair` gives both ends of a
  /// flow the same CPU.
  package static func dealt(_ pinning: Pinning, flows: Int, side: Side, allowed: [Int]) -> [Int]? {
    switch pinning.resolved(flows: flows, cpus: allowed.count) {
    case .split where allowed.count >= 2:
      let middle = allowed.count / 2
      return side == .sender ? Array(allowed[..<middle]) : Array(allowed[middle...])
    case .pair where !allowed.isEmpty:
      return allowed
    default:
      return nil
    }
  }
}
