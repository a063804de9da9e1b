import Analysis
import Records
import Testing

@testable import Lab

@Suite("Pilots")
struct PilotTests {
  /// Two blocks of two primitives.
  private static let blocks = [4096, 16384].map { bytes in
    let cells = ["two-copy", "one-copy"].map {
      Cell(primitive: $0, messageBytes: bytes, flows: 1, link: "loopback")
    }
    return (block: cells[0].block, cells: cells)
  }

  private static let steady = SliceRates(rates: Array(repeating: 1, count: 14))
  /// Reaches its rate after 100 ms.
  private static let slow = SliceRates(rates: Array(repeating: 0.5, count: 5) + Array(repeating: 1, count: 9))

  /// What happened, in order.
  private final class Log {
    var events: [String] = []
    var taken: [Cell: Int] = [:]
    var found: [Int: (milliseconds: UInt64, isSteady: Bool)] = [:]
  }

  private func log(_ answer: @escaping (Cell, Int) -> SliceRates?) async throws -> Log {
    let log = Log()
    let take: (Cell, UInt64) async throws -> SliceRates? = { cell, length in
      #expect(length == 280_000_000)
      log.taken[cell, default: 0] += 1
      log.events.append("\(cell.messageBytes) \(cell.primitive)")
      return answer(cell, log.taken[cell, default: 0])
    }
    let pilots = Pilots(
      blocks: Self.blocks, minimumNanoseconds: 40_000_000, watch: { _ in }, take: take)
    try await pilots.run { block, finding in
      log.events.append("\(block.messageBytes) done")
      log.found[block.messageBytes] = (finding.warmupNanoseconds / 1_000_000, finding.isSteady)
    }
    return log
  }

  @Test("a block that needs no more than the least is piloted once, and its warm-up is the least")
  func steadyAtOnce() async throws {
    let log = try await log { _, _ in Self.steady }
    #expect(
      log.events == [
        "4096 two-copy", "4096 one-copy", "4096 done", "16384 two-copy", "16384 one-copy", "16384 done",
      ])
    #expect(log.found.values.allSatisfy { $0.milliseconds == 40 && $0.isSteady })
  }

  @Test(
    "only the primitive that was disturbed is piloted again, after all other blocks, and its least need counts"
  )
  func disturbed() async throws {
    let log = try await log { cell, run in
      cell == Self.blocks[0].cells[1] && run < 3 ? Self.slow : Self.steady
    }
    #expect(
      log.events == [
        "4096 two-copy", "4096 one-copy", "16384 two-copy", "16384 one-copy", "16384 done", "4096 one-copy",
        "4096 one-copy", "4096 done",
      ])
    #expect(log.found[4096]?.milliseconds == 40)
  }

  @Test("what six pilots needed, the block gets")
  func slowStart() async throws {
    let log = try await log { cell, _ in cell == Self.blocks[0].cells[1] ? Self.slow : Self.steady }
    #expect(log.taken[Self.blocks[0].cells[1]] == 6 && log.taken[Self.blocks[0].cells[0]] == 1)
    #expect(log.found[4096]?.milliseconds == 100 && log.found[4096]?.isSteady == true)
    #expect(log.found[16384]?.milliseconds == 40)
  }

  @Test("a primitive whose pilots fail is tried twice, and needs nothing")
  func failing() async throws {
    let log = try await log { cell, _ in cell == Self.blocks[1].cells[0] ? nil : Self.steady }
    #expect(log.taken[Self.blocks[1].cells[0]] == 2)
    #expect(log.found[16384]?.milliseconds == 40)
  }

  @Test("a sweep pilots each block that our workers run by time, and keeps what it found")
  func inASweep() async throws {
    let fixture = try SweepFixture()
    var plan = smallPlan(primitives: ["two-copy", "null"], rounds: 1)
    plan.warmup = .pilot(minimumNanoseconds: 40_000_000)
    let (samples, status) = try await fixture.run(plan)
    #expect(status == .finished && samples.count == 2 && samples.allSatisfy { $0.failure == nil })
    let warmups = try openedArchive(fixture).warmups(sweep: 1)
    #expect(Set(warmups.keys) == Set(plan.cells.map(\.block)))
    #expect(warmups.values.allSatisfy { $0 >= 40_000_000 })
  }
}
