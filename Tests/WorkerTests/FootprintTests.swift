import DataPath
import Foundation
import Records
import Testing
import Wire

@Suite("Jobs with a memory footprint", .serialized, .timeLimit(.minutes(2)))
struct FootprintTests {
  private static let footprint = 48 << 20

  /// Resident memory of a process in bytes, from /proc/PID/statm.
  private func resident(_ process: Int32) throws -> Int {
    let words = try String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8).split(separator: " ")
    return try #require(Int(words[1])) * sysconf(Int32(_SC_PAGESIZE))
  }

  @Test(
    "its memory is there before the traffic and given back after it, and every byte arrives",
    arguments: SendPrimitives.all.filter { !$0.description.movesNothing }.map { $0.description.name })
  func memory(primitive: String) async throws {
    let pair = try await RunningPair.start()
    let process = pair.sender.hello.processID
    _ = try await pair.run(job(primitive, bytes: 65_536, flows: 2))
    let before = try resident(process)
    for fields in [1, 8] {
      var large = job(primitive, bytes: 65_536, flows: 2)
      large.cell.options.fields = fields
      large.cell.options.footprintBytes = Self.footprint
      let start = try await pair.connect(large) + 10_000_000
      // What the job before left in the heap is used again.
      #expect(try resident(process) - before > Self.footprint - (2 << 20), "when both ends stand")
      let schedule = Schedule(
        start: start, open: start + 20_000_000, close: start + 120_000_000, deadline: start + 20_000_000_000)
      try await pair.sender.send(.measure(schedule))
      try await pair.receiver.send(.measure(schedule))
      let (sent, received) = (try await pair.sender.finished(), try await pair.receiver.finished())
      #expect(sent.flows.map(\.whole.bytes) == received.flows.map(\.whole.bytes))
      #expect((sent.flows + received.flows).allSatisfy { $0.failure == nil })
      #expect(sent.window.bytes > 0)
      #expect(try resident(process) - before < Self.footprint / 4, "afterwards")
    }
    await pair.stop()
  }

  @Test("a sender says that it is connected when the memory of its message is there, footprint or not")
  func message() async throws {
    let pair = try await RunningPair.start()
    let process = pair.sender.hello.processID
    let before = try resident(process)
    _ = try await pair.connect(job("two-copy", bytes: Self.footprint))
    #expect(try resident(process) - before > Self.footprint - (2 << 20))
    await pair.stop()
  }
}
