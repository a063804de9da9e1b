import Records

/// How long a plan will take, for the announcement before it starts.
package enum PlanDuration {
  /// Connecting, joining, draining and committing one sample, as seen on 2 CPUs.
  private static let overheadNanoseconds: UInt64 = 90_000_000

  /// A proof run with its workers, as seen on 2 CPUs.
  private static let proofNanoseconds: UInt64 = 1_200_000_000

  /// Pilots and proof runs included; runs by count are taken as long as runs by time.
  package static func estimate(_ plan: Plan) -> Duration {
    let warmup: UInt64
    let pilot: UInt64
    switch plan.warmup {
    case .fixed(let nanoseconds): (warmup, pilot) = (nanoseconds, 0)
    case .pilot(let minimum):
      (warmup, pilot) = (minimum, Pilot.lengthNanoseconds(minimum: minimum) + overheadNanoseconds)
    }
    let stretch = (plan.instruments ?? Instruments()).stretchNanoseconds(window: plan.windowNanoseconds)
    let sample = warmup + plan.windowNanoseconds + stretch + overheadNanoseconds
    let proofs = plan.makesLedgers == true ? UInt64(SweepLedgers.cells(of: plan).count) : 0
    return .nanoseconds(
      UInt64(plan.cells.count) * (sample * UInt64(plan.rounds) + pilot) + proofs * proofNanoseconds)
  }
}
