import Archive
import Records
import Testing

@Suite("A limit of unsent data (--notsent-lowat)")
struct UnsentLimitTests {
  @Test("is an axis, is granted to the sending sockets, and wakes a zero-copy sender more often")
  func wakesMoreOften() async throws {
    let scratch = try Scratch()
    let outcome = try await end(
      of: start([
        "sweep", "--primitive", "zero-copy", "--size", "1Mi", "--flows", "1", "--notsent-lowat", "none,16Ki",
        "--rounds", "8", "--window", "60ms", "--warmup", "40ms", "--ledger", "off", "--twins", "0",
        "--archive", scratch.path("a.db"),
      ]))
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    let samples = try SampleArchive(reading: scratch.path("a.db")).samples(sweep: 1)
    #expect(samples.count == 16)
    var switches: [Int?: Double] = [:]
    var messages: [Int?: Double] = [:]
    for sample in samples where sample.entersFigures {
      let limit = sample.cell.options.notsentLowatBytes
      let grants = try #require(sample.grants)
      #expect(grants.sender.map(\.notsentLowatBytes) == [limit])
      #expect(grants.receiver.map(\.notsentLowatBytes) == [nil])
      switches[limit, default: 0] += try #require(sample.value("context_switches_voluntary", .sender))
      messages[limit, default: 0] += try #require(sample.value("messages", .flow))
    }
    let limited = try #require(switches[16_384]) / #require(messages[16_384])
    let free = try #require(switches[nil]) / #require(messages[nil])
    #expect(limited > 1.5 * free, "\(limited) against \(free) voluntary switches per message")
  }

  @Test("one that is no size, or is out of range, is refused with what to type")
  func refused() async throws {
    for (typed, words) in [("few", "is not a size"), ("0", "--notsent-lowat"), ("2Gi", "1 to 1Gi")] {
      let outcome = try await end(of: start(["sweep", "--size", "4Ki", "--notsent-lowat", typed]))
      #expect(outcome.status == .exited(2), "\(typed)")
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }
}
