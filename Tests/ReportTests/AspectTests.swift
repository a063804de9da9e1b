import Records
import Testing

@testable import Report

@Suite("A figure of a proof run is of the cell it stands under, or names its own size")
struct AspectTests {
  /// A proof run of zero-copy over loopback that held so many pages a message.
  private static func ledger(_ bytes: Int, pages: UInt64, receive: String = "read") -> Ledger {
    var ledger = ExplainTests.explanation.subject.ledger
    (ledger.link, ledger.receive, ledger.messageBytes) = ("loopback", receive, bytes)
    ledger.completions?.pagesPerMessage = pages
    return ledger
  }

  private static func aspects(_ ledgers: [Ledger]) throws -> [String: String] {
    var sweep = AnswerSweep()
    sweep.sizes = [65536, 1 << 20]
    sweep.costs.append(("zero-copy", { 9000 + 0.2 * $0 }))
    sweep.ledgers = ledgers
    let table = AspectTable(try sweep.input())
    #expect(table.place.hasPrefix("at 1Mi "))
    let column = try #require(table.subjects.firstIndex { $0.primitive == "zero-copy" })
    let texts = table.rows.map {
      ($0.aspect, $0.entries[column].text?.rendered ?? "none: \($0.entries[column].reason?.rendered ?? "")")
    }
    return Dictionary(uniqueKeysWithValues: texts)
  }

  private static let rows = [
    "pages held per message", "memory to keep until completion", "copies per payload byte, all stages",
  ]

  @Test("of two proof runs the one with the cell's own messages is shown, without another size")
  func own() throws {
    let texts = try Self.aspects([
      Self.ledger(65536, pages: 24), Self.ledger(1 << 20, pages: 264),
    ])
    #expect(texts["pages held per message"] == "264")
    for row in Self.rows { #expect(texts[row]?.contains("(at ") == false, "\(row)") }
  }

  @Test("a proof run with other messages names their size at each of its figures")
  func other() throws {
    let texts = try Self.aspects([Self.ledger(65536, pages: 24)])
    #expect(texts["pages held per message"] == "24 (at 64Ki)")
    for row in Self.rows { #expect(texts[row]?.hasSuffix(" (at 64Ki)") == true, "\(row)") }
  }

  @Test("a proof run with another receive primitive is none of the cell")
  func otherReceiver() throws {
    let texts = try Self.aspects([Self.ledger(1 << 20, pages: 264, receive: "truncate")])
    for row in Self.rows { #expect(texts[row] == "none: no proof run", "\(row)") }
  }

  @Test("a proof run of another build is none of the cell, and one with other options names them")
  func otherCell() throws {
    var cell = Fixture.cell("zero-copy", 65536)
    let samples = [Fixture.sample(cell, round: 0, gigabits: 9)]
    var texts: [String] = []
    for change: (inout Cell) -> Void in [
      { $0.variant = "new" }, { $0.options.fields = 16 }, { $0.flows = 1 },
    ] {
      cell = Fixture.cell("zero-copy", 65536)
      change(&cell)
      let entry = LedgerEntry(
        cell: cell, finishedAtUnixNanoseconds: 0, finding: .found(Self.ledger(65536, pages: 24)))
      let source = ExportSource(
        sweep: Fixture.sweep(cells: [samples[0].cell]), metrics: [], samples: samples, ledgers: [entry])
      let row = AspectTable(try ReportInput(source)).rows.first { $0.aspect == Self.rows[0] }
      texts.append(row?.entries[0].text?.rendered ?? row?.entries[0].reason?.rendered ?? "")
    }
    #expect(texts == ["no proof run", "24 (16 fields)", "24"])
  }

  @Test("what a proof run saw go names the sizes of both runs")
  func change() {
    func ledger(_ primitive: String, _ bytes: Int, _ copies: Double) -> Ledger {
      Ledger(
        primitive: primitive, receive: "read", link: "veth", messageBytes: bytes, proofBytes: bytes,
        stages: [.init(.gather, copies, copies, .watched, "seen")], completions: nil,
        instrumentation: InstrumentationCost(ratios: [], reason: "not measured"))
    }
    let two = ledger("two-copy", 4096, 1)
    let same = Proofs.change(.gather, from: two, to: ledger("one-copy", 4096, 0))?.text.rendered ?? ""
    #expect(same.hasPrefix("Proof runs over veth at 4Ki saw "))
    let other = Proofs.change(.gather, from: two, to: ledger("one-copy", 65536, 0))?.text.rendered ?? ""
    #expect(other.contains("two-copy at 4Ki") && other.contains("one-copy at 64Ki"))
  }
}
