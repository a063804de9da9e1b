import Charts
import Foundation
import Records
import Testing

@testable import Report

@Suite("pictures of charts", .enabled("needs `make setup`") { await FoundRenderer.shared != nil })
struct ChartRenderingTests {
  private static let ledgers = ["two-copy", "one-copy", "zero-copy"].map(ChartSweep.ledger)

  /// Bars and rectangles count like points.
  private func check(_ figures: [ChartFigure]) async throws {
    let drawn = figures.filter { !$0.spec.isEmpty }
    let pictures = try await ChartPictures(drawn)
    #expect(pictures.outcome.failed == [:])
    for figure in drawn {
      #expect(try pictures.marks(figure.id) == figure.marks, "\(figure.id)")
      #expect(try pictures.differentLines(figure.id) > 50, "\(figure.id)")
    }
  }

  @Test("every chart compiles, is not blank and has as many marks as it says")
  func everyChart() async throws {
    var sweep = ChartSweep()
    sweep.skips = { $0.primitive == "zero-copy" && $0.messageBytes == 64 }
    try await check(Charts.figures(try sweep.input(ledgers: Self.ledgers)))
  }

  @Test("links, peers and hostile names are drawn like any other")
  func unusual() async throws {
    var sweep = ChartSweep()
    sweep.primitives = ["two-copy", "iperf3", "<b>\"x\\\u{2}"]
    (sweep.links, sweep.flows, sweep.sizes) = (["loopback", "</script>"], [1, 3], [64, 4096])
    try await check(Charts.figures(try sweep.input(ledgers: [ChartSweep.ledger("<b>\"x\\")])))
  }

  @Test("a picture of very many panels is drawn smaller, so that it stays below 300 kB")
  func bytes() async throws {
    var sweep = ChartSweep()
    sweep.flows = Array(1...16)
    sweep.sizes = (12...20).map { 1 << $0 }
    sweep.rounds = 6
    let figures = [CPUPerByteVsSize.self, ThroughputVsSize.self].compactMap { (chart: any Chart.Type) in
      try? chart.figure(sweep.input())
    }
    let pictures = try await ChartPictures(figures)
    for figure in figures { #expect(try pictures.bytes(figure.id) < 300_000, "\(figure.id)") }
  }

  @Test("the page of 48 cells, with every chart and the script that draws them, is below 3 MB")
  func pageBytes() async throws {
    var sweep = ChartSweep()
    (sweep.sizes, sweep.flows, sweep.rounds) = ([256, 4096, 65536, 1_048_576], [1, 2, 4, 8], 10)
    let input = try sweep.input(ledgers: Self.ledgers)
    let figures = Charts.figures(input)
    #expect(sweep.cells.count == 48)
    #expect(figures.count { !$0.spec.isEmpty } == Charts.all.count)
    let contents = ReportContents(input, answers: AnswersDocument(input), charts: figures)
    let script = try await #require(await FoundRenderer.shared).script()
    let page = try HTMLReport(contents, script: .script(script)).text()
    #expect(page.utf8.count < 3_000_000)
  }

  @Test("without any interval no chart has bars, and a browser has no scale without an extent to warn of")
  func noBars() throws {
    var sweep = ChartSweep()
    sweep.rounds = 3
    let input = try sweep.input()
    let charts: [any Chart.Type] = [ThroughputVsSize.self, MessageIntervalVsFlows.self, TimePerMessage.self]
    for chart in charts {
      let drawn = chart.figure(input)
      let figure = try #require(drawn)
      #expect(!figure.spec.contains("\"field\":\"l\""), "\(figure.id)")
    }
    sweep.rounds = 7
    let spec = try #require(ThroughputVsSize.figure(try sweep.input())).spec
    #expect(spec.contains("\"field\":\"l\""))
  }

  @Test("an empty picture is found to be blank")
  func blank() async throws {
    let spec =
      #"{"width":400,"height":300,"data":{"values":[]},"mark":"point","config":{"view":{"stroke":null}}}"#
    let figure = ChartFigure(
      id: "blank", title: "", finding: "", gaps: [], spec: spec, marks: 0,
      rows: ChartTable(header: [], rows: []))
    let pictures = try await ChartPictures([figure])
    #expect(try pictures.differentLines("blank") <= 3)
    #expect(try pictures.marks("blank") == 0)
  }

  @Test("a series picked in the legend is hidden, and the others stay")
  func hiddenSeries() async throws {
    let sweep = ChartSweep()
    for chart in [ThroughputVsSize.self, TimePerMessage.self, SamplesOverRounds.self] as [any Chart.Type] {
      let drawn = chart.figure(try sweep.input())
      var figure = try #require(drawn)
      var spec = try #require(JSONSerialization.jsonObject(with: Data(figure.spec.utf8)) as? [String: Any])
      var params = try #require(spec["params"] as? [[String: Any]])
      params[0]["value"] = [["s": "one-copy"]]
      spec["params"] = params
      let text = String(decoding: try JSONSerialization.data(withJSONObject: spec), as: UTF8.self)
      let rows = figure.marks
      figure = ChartFigure(
        id: figure.id, title: "", finding: "", gaps: [], spec: text, marks: 0, rows: figure.rows)
      let pictures = try await ChartPictures([figure])
      #expect(try pictures.marks(figure.id) == rows * 2 / 3, "\(figure.id)")
      #expect(try pictures.svg(figure.id).contains(">one-copy<"), "\(figure.id)")
    }
  }

  @Test("the theme decides text and background, the specification neither")
  func themes() async throws {
    let figure = try #require(ThroughputVsSize.figure(try ChartSweep().input()))
    let light = try await ChartPictures([figure], config: ChartTheme.light).svg(figure.id)
    let dark = try await ChartPictures([figure], config: ChartTheme.dark).svg(figure.id)
    #expect(light.contains("#222222"))
    #expect(!light.contains("#e6e6e6"))
    #expect(dark.contains("#e6e6e6"))
    #expect(!dark.contains("#222222"))
    #expect(!figure.spec.contains("background"))
  }

  @Test("one broken specification costs no other, and nothing is loaded from elsewhere")
  func failures() async throws {
    let good = try #require(ThroughputVsSize.figure(try ChartSweep().input()))
    let specs = [
      ("broken", "{"), (good.id, good.spec),
      (
        "remote", #"{"data":{"url":"http://192.0.2.1/x.json"},"mark":"point","encoding":{"x":{"field":"a"}}}"#
      ),
    ]
    let directory = NSTemporaryDirectory() + "copycost-charts-\(UUID().uuidString)/deep"
    defer { try? FileManager.default.removeItem(atPath: (directory as NSString).deletingLastPathComponent) }
    let outcome = try await #require(await FoundRenderer.shared).render(
      specs: specs, config: ChartTheme.print, into: directory)
    #expect(outcome.written == [good.id])
    #expect(Set(outcome.failed.keys) == ["broken", "remote"])
  }

  @Test("the script for the page defines vegaEmbed and closes no script element")
  func script() async throws {
    let script = try await #require(await FoundRenderer.shared).script()
    #expect(script.contains("vegaEmbed"))
    #expect(!script.contains("</script"))
    #expect(script.utf8.count < 1_500_000)
  }
}
