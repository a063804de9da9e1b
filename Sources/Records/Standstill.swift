/// Why a window moved no byte although nothing failed.
///
/// A goodput of 0 has no ratio, no message interval and no cost per byte, so that a sample like this would drop out of
/// every comparison unnoticed: it is told apart, counted and shown instead.
package enum Standstill: String, Codable, Hashable, Sendable, CaseIterable {
  /// All flow threads of an end were ready to run and got no CPU: the window measured the machine, and enters no figure.
  case starved
  /// The flow threads had CPU time or waited for each other: a goodput of 0 is a value of the cell, the lowest there is.
  case stalled

  /// CPU time of an end, as a share of the window, that counts as none: the edges of a reading take some microseconds.
  package static let noCPU = 0.01

  /// Nil for a sample that moved bytes, failed, or belongs to a primitive that moves none.
  ///
  /// Samples of archives that hold no states of threads are told apart by CPU time alone.
  package init?(_ sample: Sample) {
    guard sample.failure == nil, sample.value(TrafficMetrics.goodput, .flow) == 0 else { return nil }
    self = [Side.sender, .receiver].contains { Self.hadNoCPU(sample, $0) } ? .starved : .stalled
  }

  private static func hadNoCPU(_ sample: Sample, _ side: Side) -> Bool {
    guard let time = sample.value(ThreadMetrics.cpuTime, side),
      let elapsed = sample.value(ThreadMetrics.elapsed, side), elapsed > 0,
      time / elapsed < noCPU
    else { return false }
    // Threads that sleep need no CPU: the other end, or the network, keeps them waiting.
    return sample.value(ThreadMetrics.readyThreads, side).map { $0 >= Double(sample.cell.flows) } ?? true
  }
}

extension Sample {
  /// Whether its values enter figures: nothing failed, and the machine gave its threads CPU time.
  package var entersFigures: Bool { failure == nil && Standstill(self) != .starved }
}
