import Analysis
import Records
import Testing

@testable import Report

@Suite("CSV: one row per sample")
struct CSVTests {
  /// The interface other programs read: this list may grow at its end only.
  private static let pinned = """
    sweep,round,order,primitive,variant,receive,message_bytes,flows,link,window_s,messages,received_bytes,goodput_gbps,\
    message_interval_us,limited_by,\
    sender_user_s,sender_system_s,sender_cpu_ns_per_byte,sender_cycles,sender_instructions,sender_l1d_misses,\
    sender_llc_misses,sender_cache_misses,sender_context_switches,sender_page_faults,sender_task_clock_ns,\
    sender_syscalls,\
    receiver_user_s,receiver_system_s,receiver_cpu_ns_per_byte,receiver_cycles,receiver_instructions,\
    receiver_l1d_misses,receiver_llc_misses,receiver_cache_misses,receiver_context_switches,receiver_page_faults,\
    receiver_task_clock_ns,receiver_syscalls,\
    machine_cpu_ns_per_byte,zerocopy_sends,zerocopy_completions,zerocopy_copied_low,zerocopy_copied_high,enobufs,\
    retransmits,bytes_per_segment,unavailable,
    """

  @Test("the first columns keep their names and order")
  func order() throws {
    let header = try Fixture.export(CSVExporter.self, Fixture.source()).split(separator: "\n")[0]
    #expect(header.hasPrefix(Self.pinned))
    let names = header.split(separator: ",")
    #expect(Set(names).count == names.count, "no name twice")
  }

  private static func rows(_ source: ExportSource) throws -> [[String: String]] {
    let table = parsedCSV(try Fixture.export(CSVExporter.self, source))
    #expect(table.allSatisfy { $0.count == table[0].count }, "every row has every field")
    return table.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(table[0], $0)) }
  }

  @Test("a row carries the sample in the units of its columns")
  func units() throws {
    let row = try #require(try Self.rows(Fixture.source()).first)
    #expect(row["sweep"] == "3")
    #expect(row["primitive"] == "two-copy")
    #expect(row["window_s"] == "0.4")
    #expect(row["goodput_gbps"] == "10")
    #expect(row["message_interval_us"] == "1.51")
    #expect(row["sender_user_s"] == "0.25")
    #expect(row["sender_cpu_ns_per_byte"] == "0.125")
    #expect(row["limited_by"] == "sender-cpu")
  }

  @Test("an unread figure is an empty field with its reason beside it, a measured 0 is a 0")
  func unread() throws {
    let row = try #require(try Self.rows(Fixture.source()).first)
    #expect(row["sender_cycles"] == "")
    #expect(row["sender_context_switches"] == "0")
    let reason = "no hardware PMU (ENOENT)"
    #expect(
      row["unavailable"]
        == ["sender_cycles", "sender_instructions", "receiver_cycles", "receiver_instructions"]
        .map { "\($0)=\(reason)" }.joined(separator: "; "))
  }

  @Test("a failed sample has a row with its failure, quoted where it must be")
  func failure() throws {
    let row = try #require(try Self.rows(Fixture.source()).last)
    #expect(row["failure"] == "receiver said \"no\",\nand died")
    #expect(row["limited_by"] == "")
  }

  @Test("a metric that no column knows gets one of its own at the end")
  func unknownMetric() throws {
    var sample = Fixture.sample(Fixture.cell("two-copy"), round: 0, gigabits: 1)
    sample.readings += [
      Fixture.reading("softirq_share", .machine, 0.5), Fixture.unread("new_thing", .sender),
    ]
    let row = try #require(try Self.rows(Fixture.source([sample])).first)
    #expect(row["machine_softirq_share"] == "0.5")
    #expect(row["sender_new_thing"] == "")
    #expect(row["unavailable"]?.contains("sender_new_thing=no hardware PMU (ENOENT)") == true)
  }

  @Test("fields with commas, quotes and line breaks survive a reader of RFC 4180")
  func quoting() {
    let fields = ["", "plain", "a,b", "say \"hi\"", "two\nlines", "\r", "\"", " spaces ", "ä€😀"]
    #expect(parsedCSV(DelimitedText.line(fields)) == [fields])
  }

  @Test("numbers read back as they were")
  func exactNumbers() throws {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<1000 {
      let value = Double(bitPattern: generator.next())
      guard value.isFinite else { continue }
      #expect(Double(NumberText.exact(value)) == value)
    }
    #expect(NumberText.exact(47_500_000_000) == "47500000000")
    #expect(NumberText.exact(0.4) == "0.4")
  }
}
