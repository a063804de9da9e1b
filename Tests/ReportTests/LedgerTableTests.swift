import Foundation
import Records
import Testing

@testable import Report

@Suite("Ledgers of a sweep, printed and exported")
struct LedgerTableTests {
  static let payers = CopyPayers(
    contexts: [
      .init(task: .sender, inSoftirq: true, samples: 75),
      .init(task: .receiver, inSoftirq: true, samples: 25),
    ], samples: 500, lost: 0, rate: 4001, seesDisabledInterrupts: false)

  static func entry(_ measured: Explanation.Measured, _ payers: Finding<CopyPayers>?) -> LedgerEntry {
    var ledger = measured.ledger
    ledger.payers = payers
    return LedgerEntry(cell: measured.cell, finishedAtUnixNanoseconds: 1, finding: .found(ledger))
  }

  static let entries = [
    entry(ExplainTests.explanation.subject, .found(payers)),
    entry(ExplainTests.explanation.baseline!, .missing(reason: "none of 90 samples")),
    LedgerEntry(
      cell: Fixture.cell("iperf3", link: "veth"), finishedAtUnixNanoseconds: 2,
      finding: .missing(reason: "another program")),
  ]

  private func row(_ name: String, _ text: String) throws -> [Substring] {
    try #require(text.split(separator: "\n").first { $0.hasPrefix("\(name) ") }).split(separator: " ")
  }

  @Test(
    "a row holds the copies of each stage and their sum; what is not known is a dash with its reason below")
  func table() throws {
    let text = LedgerTable.text(Self.entries)
    #expect(
      try row("zero-copy", text) == [
        "zero-copy", "4Ki", "0-<0.001", "0", "0.300-0.800", "-", "at", "least", "0.300",
      ])
    #expect(
      try row("two-copy", text) == [
        "two-copy", "4Ki", "1.000", "1.000", "0", "-", "at", "least", "2.000",
      ])
    #expect(try row("iperf3", text) == ["iperf3", "4Ki", "-", "-", "-", "-", "-"])
    #expect(text.contains("iperf3: another program"))
    #expect(text.contains("zero-copy over veth: receive: perf_event_paranoid=2"))
    #expect(LedgerTable.text([]).isEmpty)
  }

  @Test("who paid stands with the error of sampling, and only where there is a deferred copy")
  func whoPaid() {
    let text = LedgerTable.text(Self.entries).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      text.contains(
        "the deferred copy ran in softirq inside the sender thread 75% (66% to 82%), "
          + "softirq inside the receiver thread 25% (18% to 34%) of 100 samples"))
    #expect(!text.contains("none of 90 samples"))
    var explanation = ExplainTests.explanation
    explanation.subject.ledger.payers = .found(Self.payers)
    #expect(
      ExplainReport.text(explanation).contains(
        "that copy ran in: softirq inside the sender thread (75% of 100"))
    #expect(ExplainReport.mermaid(explanation).contains("softirq inside the sender thread (75%"))
    explanation.subject.ledger.payers = .missing(reason: "perf_event_paranoid=2")
    #expect(
      ExplainReport.text(explanation).contains(
        "whose time the later copy took: not known (perf_event_paranoid=2)"))
  }

  @Test("a report has the ledgers of its source, without those that were not made")
  func input() throws {
    let source = ExportSource(sweep: Fixture.sweep(), metrics: [], samples: [], ledgers: Self.entries)
    #expect(try ReportInput(source).ledgers.map(\.primitive) == ["zero-copy", "two-copy"])
  }

  @Test("the JSON of a sweep has each ledger with evidence and payers, or null with a reason")
  func json() throws {
    let source = ExportSource(sweep: Fixture.sweep(), metrics: [], samples: [], ledgers: Self.entries)
    let data = Data(try Fixture.export(JSONExporter.self, source).utf8)
    let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let ledgers = try #require(document["ledgers"] as? [[String: Any]])
    #expect(ledgers.map { $0["primitive"] as? String } == ["zero-copy", "two-copy", "iperf3"])
    #expect(ledgers[2]["ledger"] is NSNull && ledgers[2]["reason"] as? String == "another program")
    let first = try #require(ledgers[0]["ledger"] as? [String: Any])
    let stages = try #require(first["stages"] as? [[String: Any]])
    #expect(stages.allSatisfy { ($0["evidence"] as? String)?.isEmpty == false })
    let payers = try #require(first["deferred_copy_payers"] as? [String: Any])
    let contexts = try #require(payers["contexts"] as? [[String: Any]])
    #expect(contexts.map { $0["share"] as? Double } == [0.75, 0.25])
    let second = try #require(ledgers[1]["ledger"] as? [String: Any])
    let none = try #require(second["deferred_copy_payers"] as? [String: Any])
    #expect(none["contexts"] is NSNull && none["reason"] as? String == "none of 90 samples")
  }

  @Test("CSV does not change with ledgers")
  func csv() throws {
    let samples = [Fixture.sample(Fixture.cell("two-copy"), round: 0, gigabits: 1)]
    let with = ExportSource(sweep: Fixture.sweep(), metrics: [], samples: samples, ledgers: Self.entries)
    let without = ExportSource(sweep: Fixture.sweep(), metrics: [], samples: samples)
    #expect(try Fixture.export(CSVExporter.self, with) == Fixture.export(CSVExporter.self, without))
  }
}

@Suite("A window of a live run as a line")
struct LiveLineTests {
  @Test("goodput, CPUs, copied share and limit; a figure that was not read is a dash")
  func line() {
    var sample = Fixture.sample(Fixture.cell("zero-copy"), round: 0, gigabits: 47.1)
    sample.readings += [
      Fixture.reading("cpu_time", .sender, 3.9e8), Fixture.reading("elapsed", .sender, 4e8),
      Fixture.unread("cpu_time", .receiver),
    ]
    let text = LiveLine.text(sample, elapsedNanoseconds: 3_000_000_000)
    #expect(
      text
        == "   3.0 s    47.10 Gbit/s  CPUs: sender 0.98, receiver -, machine -  copied 98-100%  "
        + "limited by sender-cpu")
  }

  @Test("a lost window says why, a primitive that moves nothing has its messages, others no copied share")
  func others() {
    var sample = Fixture.sample(Fixture.cell("two-copy"), round: 0, gigabits: 1)
    #expect(!LiveLine.text(sample, elapsedNanoseconds: 1).contains("copied"))
    sample.readings.removeAll { $0.metric == "goodput" }
    #expect(LiveLine.text(sample, elapsedNanoseconds: 1).contains("million messages/s"))
    sample.failure = "receiver died"
    #expect(LiveLine.text(sample, elapsedNanoseconds: 0) == "   0.0 s  no figures: receiver died")
  }
}
