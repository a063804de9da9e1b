import Foundation
import Testing

@testable import Records
@testable import Report

/// What tests/structure.py found in a page.
private struct Structure: Decodable {
  var language: String?
  var levels: [Int]
  var repeatedIDs: [String]
  var deadLinks: [String]
  var tables: Int
  var tablesWithoutCaption: Int
  var headersWithoutScope: Int
  var rowsWithoutHeader: Int
  var imagesWithoutText: Int
  var handlers: [String]
  var external: [String]
  var scripts: Int
  var text: String

  init(_ page: String) throws {
    let outcome = try python([Fixture.published("structure.py")], input: page)
    try #require(outcome.status == 0, "the page is no valid HTML: \(outcome.output)")
    self = try JSONDecoder().decode(Structure.self, from: Data(outcome.output.utf8))
  }
}

struct PageTests {
  @Test("The page is valid HTML with one h1, no skipped heading level, captions, scopes and no dead link")
  func structure() throws {
    let page = try Structure(Fixture.page(Fixture.grid()))
    #expect(page.language == "en")
    #expect(page.levels.filter { $0 == 1 }.count == 1)
    #expect(page.levels.first == 1)
    #expect(zip(page.levels, page.levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
    #expect(page.repeatedIDs.isEmpty)
    #expect(page.deadLinks.isEmpty)
    #expect(page.tables > 3)
    #expect(page.tablesWithoutCaption + page.headersWithoutScope + page.rowsWithoutHeader == 0)
    #expect(page.imagesWithoutText == 0)
    #expect(page.external.isEmpty)
  }

  @Test(
    "A hostile label is text wherever it appears: in primitives, host facts, caveats, notes and the command",
    arguments: [
      "<script>window.hostile=1</script>", "\"\u{301} onmouseover=\u{301}\"window.hostile=1\u{301}\" x=\"",
      "</script><img src=x onerror=window.hostile=1>", "<!--<script>", "{{css}}{{{script}}}", "'><b>`${x}`",
    ])
  func hostile(label: String) throws {
    let contents = try Fixture.contents(Fixture.grid(hostile: label))
    let page = try Structure(HTMLReport(contents, script: .script("window.drawn = 1")).text())
    #expect(page.handlers.isEmpty)
    #expect(page.external.isEmpty)
    // The two of the page itself and one for each specification.
    #expect(page.scripts == 2 + contents.charts.count { !$0.spec.isEmpty })
    #expect(page.text.contains(label))
  }

  @Test("Control characters, which HTML forbids, are shown as replacement characters")
  func control() throws {
    let page = try Structure(Fixture.page(Fixture.grid(hostile: "a\u{0}b\u{1B}c\u{FFFF}")))
    #expect(page.text.contains("a\u{FFFD}b\u{FFFD}c\u{FFFD}"))
  }

  @Test(
    "A specification inside the page reads back as the JSON it was, and holds nothing that ends its element")
  func embedding() throws {
    let json = "{\"a\":\"</script><!--<\u{301}\u{7f}\u{1ffff}\",\"b\":[1,2]}"
    let embedded = PageText.embedded(json: json)
    #expect(!embedded.contains("<"))
    let (left, right) = try (parse(json), parse(embedded))
    #expect(left == right)
  }

  private func parse(_ json: String) throws -> NSDictionary? {
    try JSONSerialization.jsonObject(with: Data(json.utf8)) as? NSDictionary
  }

  @Test("Two pages of one sweep differ in the one-time word that lets their scripts run, and in nothing else")
  func nonce() throws {
    let contents = try Fixture.contents(Fixture.grid())
    let pages = try (0..<2).map { _ in try HTMLReport(contents, script: .script("1")).text() }
    #expect(pages[0] != pages[1])
    let words = try pages.map { page in
      String(try #require(page.split(separator: "'nonce-").dropFirst().first).prefix { $0 != "'" })
    }
    #expect(pages[0].replacing(words[0], with: "") == pages[1].replacing(words[1], with: ""))
  }

  @Test("A violation of a conservation law stands on the front page, before everything else")
  func violation() throws {
    let page = try Fixture.page(Fixture.source())
    let alarm = try #require(page.range(of: "3 bytes, lost"))
    let facts = try #require(page.range(of: "<dl class=\"facts\">"))
    #expect(alarm.lowerBound < facts.lowerBound)
    #expect(try !Fixture.page(Fixture.grid()).contains("class=\"alarm\""))
  }

  @Test("The command to repeat a sweep has its seed, and neither the number of repetitions nor another seed")
  func reproduce() {
    var sweep = Fixture.sweep()
    sweep.plan.seed = 42
    sweep.command = "copycost sweep --size 4Ki --seed 41 --repeat 3 --resume"
    #expect(ReproducingCommand.command(of: sweep) == "copycost sweep --size 4Ki --seed 42")
  }

  @Test("A chart of which nothing was read says why in one line and shows no table of empty rows")
  func unreadChart() throws {
    var sweep = ChartSweep()
    sweep.hasPMU = false
    let input = try sweep.input()
    let figures = Charts.figures(input)
    let unread = try #require(figures.first { $0.id == "cycles-per-byte-vs-size" })
    #expect(unread.marks == 0 && !unread.gaps.isEmpty && unread.table.isEmpty)
    let contents = ReportContents(input, answers: AnswersDocument(input), charts: figures)
    let text = MarkdownReport(contents, drawn: []).text()
    #expect(text.components(separatedBy: "no hardware PMU (ENOENT)").count < 12)
    #expect(text.contains("sender cycles per byte, receiver cycles per byte: no hardware PMU"))
  }

  @Test("A student who looks for latency or threads finds the charts by these words")
  func words() throws {
    let titles = Charts.figures(try ChartSweep().input()).map(\.title)
    #expect(titles.contains { $0.contains("latency") && $0.contains("threads") })
    #expect(titles.contains { $0.hasPrefix("Throughput") && $0.contains("threads") })
    #expect(titles.contains { $0.hasPrefix("Context switches") && $0.contains("threads") })
  }

  @Test("Without vl-convert the page says so and shows the data of every chart as an open table")
  func tables() throws {
    let contents = try Fixture.contents(Fixture.grid())
    let page = try HTMLReport(contents, script: .missing("vl-convert is not installed")).text()
    #expect(page.contains("vl-convert is not installed"))
    #expect(!page.contains("class=\"plot\""))
    for chart in contents.charts {
      #expect(page.contains("id=\"chart-\(chart.id)\""))
    }
    #expect(
      page.components(separatedBy: "<details open>").count - 1
        == contents.charts.count { !$0.table.isEmpty })
  }
}
