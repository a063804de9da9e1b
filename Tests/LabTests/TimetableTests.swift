import Records
import Testing

@testable import Lab

@Suite("The timetable of a sample")
struct TimetableTests {
  private let cell = Cell(primitive: "two-copy", messageBytes: 4096, flows: 2, link: "loopback")
  private let timing = WorkerPair.Timing(warmupNanoseconds: 40_000_000, windowNanoseconds: 60_000_000)

  private func timetable(_ cell: Cell? = nil) -> Timetable {
    Timetable(cell: cell ?? self.cell, instruments: nil, timing: timing)
  }

  @Test("the first byte waits longer than an answer and an order take", arguments: [0, 400_000, 80_000_000])
  func lead(roundTrip: UInt64) {
    let now: UInt64 = 7_000_000_000
    let schedule = timetable().schedule(after: .init(now: now, roundTripNanoseconds: roundTrip))
    #expect(schedule.start > now + roundTrip)
  }

  @Test("a worker that stalled once does not hold the sample up for as long again")
  func stalled() {
    let schedule = timetable().schedule(after: .init(now: 0, roundTripNanoseconds: 9_000_000_000))
    #expect(schedule.start < 1_000_000_000)
  }

  @Test("warm-up, window and the instruments' stretch follow one another and do not overlap")
  func order() throws {
    let schedule = timetable().schedule(after: .init(now: 0, roundTripNanoseconds: 0))
    let (close, stretch) = (try #require(schedule.close), try #require(schedule.instruments))
    #expect(schedule.open - schedule.start == timing.warmupNanoseconds)
    #expect(close - schedule.open == timing.windowNanoseconds)
    #expect(close < stretch.open && stretch.open < stretch.close && stretch.close < schedule.deadline)
  }

  @Test("a run by count has neither warm-up nor stretch, and no end but its deadline")
  func byCount() {
    var counted = cell
    counted.options.messagesPerFlow = 10
    let schedule = timetable(counted).schedule(after: .init(now: 0, roundTripNanoseconds: 0))
    #expect(schedule.open == schedule.start && schedule.close == nil && schedule.instruments == nil)
    #expect(schedule.deadline > schedule.start)
  }
}
