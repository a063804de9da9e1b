import Archive
import Records
import Synchronization
import Testing

@testable import Lab

@Suite("Pilots", .serialized, .timeLimit(.minutes(2)))
struct PilotTests {
  @Test(
    "every block is piloted once before any is repeated, none more than six times, and each gets a warm-up")
  func passes() async throws {
    let fixture = try SweepFixture()
    let minimum: UInt64 = 1_000_000
    var plan = smallPlan(primitives: ["two-copy", "null"], rounds: 1)
    plan.cells += plan.cells.map {
      var cell = $0
      cell.messageBytes *= 4
      return cell
    }
    // A warm-up of 1 ms is shorter than a slice: a pilot with a slow start asks for more and is repeated.
    plan.warmup = .pilot(minimumNanoseconds: minimum)
    let piloted = Mutex<[Int]>([])
    let (samples, status) = try await fixture.run(plan) { event in
      guard case .piloting(_, let index, let count) = event else { return }
      #expect(count == 2)
      piloted.withLock { $0.append(index) }
    }
    let order = piloted.withLock { $0 }
    #expect(order.prefix(2) == [0, 1])
    for block in 0..<2 { #expect((1...6).contains(order.count { $0 == block }), "\(order)") }
    #expect(status == .finished && samples.count == 4 && samples.allSatisfy { $0.failure == nil })
    let warmups = try openedArchive(fixture).warmups(sweep: 1)
    #expect(Set(warmups.keys) == Set(plan.cells.map(\.block)))
    #expect(warmups.values.allSatisfy { $0 >= minimum })
  }
}
