import Records

/// How long a plan will take, for the announcement before it starts.
package enum PlanDuration {
  /// Connecting, joining, draining and committing one sample, as seen on 2 CPUs.
  private static let overheadNanoseconds: UInt64 = 20_000_000

  /// A proof run with its workers, as seen on 2 CPUs.
  private static let proofNanoseconds: UInt64 = 1_200_000_000

  /// Allocating, touching and giving back a byte of message memory, headers included: on 2 CPUs 0.7 to 1.6 ns, for
  /// messages of 256, 4Ki and 64Ki in 16Mi to 1Gi. As long as the window and more, from 256Mi on.
  private static let memoryNanosecondsPerByte = 1.0

  /// Pilots, proof runs and the memory of footprints included; runs by count are taken as long as runs by time.
  package static func estimate(_ plan: Plan) -> Duration {
    let warmup: UInt64
    let pilot: UInt64
    switch plan.warmup {
    case .fixed(let nanoseconds): (warmup, pilot) = (nanoseconds, 0)
    case .pilot(let minimum):
      (warmup, pilot) = (minimum, Pilots.lengthNanoseconds(minimum: minimum) + overheadNanoseconds)
    }
    let stretch = (plan.instruments ?? Instruments()).stretchNanoseconds(window: plan.windowNanoseconds)
    let sample = warmup + plan.windowNanoseconds + overheadNanoseconds
    let stretches = UInt64((0..<plan.rounds).count { plan.isInstrumented(round: $0) })
    let proofs = plan.makesLedgers == true ? UInt64(SweepLedgers.cells(of: plan).count) : 0
    // Each sample makes its own, and so does a pilot.
    let memories = UInt64(plan.rounds) + (pilot > 0 ? 1 : 0)
    let memory =
      plan.cells.reduce(0.0) { $0 + FootprintChoice.memoryBytes(of: $1) } * memoryNanosecondsPerByte
    let cell = sample * UInt64(plan.rounds) + stretch * stretches + pilot
    return .nanoseconds(
      UInt64(plan.cells.count) * cell + memories * UInt64(memory) + proofs * proofNanoseconds)
  }
}
