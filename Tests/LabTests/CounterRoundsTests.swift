import Records
import Testing

@testable import Lab

@Suite("Rounds with perf counters", .serialized)
struct CounterRoundsTests {
  private func plan(_ change: (inout Plan) -> Void) -> Plan {
    var plan = smallPlan(primitives: ["one-copy"], rounds: Instruments.firstRounds + 2)
    change(&plan)
    return plan
  }

  /// Rounds of a plan whose samples get a stretch, over all its rounds.
  private func stretches(_ change: (inout Plan) -> Void) -> Int {
    let plan = plan(change)
    return (0..<plan.rounds).count { plan.isInstrumented(round: $0) }
  }

  @Test("a sweep that stops by itself reads the counters in its first rounds, and says so in the later ones")
  func firstRounds() async throws {
    let fixture = try SweepFixture()
    let (samples, _) = try await fixture.run(
      plan {
        $0.repetition.precision = 1e-9
        $0.windowNanoseconds = 20_000_000
      })
    #expect(samples.count == Instruments.firstRounds + 2 && samples.allSatisfy { $0.failure == nil })
    for sample in samples {
      for side in [Side.sender, .receiver] {
        let clock = try #require(sample.readings.first { $0.metric == "task_clock" && $0.side == side })
        let says = clock.reason?.contains("first \(Instruments.firstRounds) rounds") == true
        #expect(says == (sample.round >= Instruments.firstRounds), "\(sample.round): \(clock)")
      }
      // What is read in the window needs no stretch.
      #expect(sample.value("cpu_time", .sender) != nil)
    }
  }

  @Test("all rounds have a stretch where their number is fixed or the counters were asked for")
  func allRounds() {
    let all = Instruments.firstRounds + 2
    #expect(stretches { _ in } == all)
    #expect(stretches { $0.repetition.precision = 0.05 } == Instruments.firstRounds)
    #expect(stretches { $0.repetition.decide = 0.05 } == Instruments.firstRounds)
    #expect(
      stretches {
        $0.repetition.precision = 0.05
        $0.instruments = Instruments()
      } == all)
  }
}
