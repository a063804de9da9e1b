import Analysis
import Records

/// Every sample's goodput against its cell's median over the rounds: drift, two modes and outliers show here.
package enum SamplesOverRounds: Chart {
  package static let id = "samples-over-rounds"

  /// More points than this are no clearer and make the page heavy.
  package static let mostPoints = 2000

  private struct Point {
    let cell: Cell
    /// From 1, as people count.
    let round: Int
    let goodput: Double
    let deviation: Double
  }

  package static func figure(_ input: ReportInput) -> ChartFigure? {
    let scene = ChartScene(input)
    let count = scene.cells.map { input.table.series(Figures.goodput, $0).count }.reduce(0, +)
    guard scene.cells.contains(where: { input.table.series(Figures.goodput, $0).count > 1 }) else {
      return nil
    }
    let stride = (count + mostPoints - 1) / mostPoints
    let points = scene.cells.enumerated().flatMap { number, cell in
      Self.points(input, cell, stride: stride, offset: number)
    }
    let title = "Samples over rounds"
    return ChartFigure(
      id: id, title: title, finding: finding(scene, points, count),
      gaps: gaps(scene, stride, points.count, count),
      spec: points.isEmpty ? "" : spec(scene, points, title), marks: points.count, rows: table(scene))
  }

  /// Every so-many-th sample, begun elsewhere in each cell so that no round is missing.
  private static func points(_ input: ReportInput, _ cell: Cell, stride step: Int, offset: Int) -> [Point] {
    let series = input.table.series(Figures.goodput, cell)
    guard let median = input.figures[cell, Figures.goodput]?.median, median > 0 else { return [] }
    return stride(from: offset % step, to: series.count, by: step).map { index in
      let goodput = series.values[index] / 1e9
      return Point(
        cell: cell, round: series.rounds[index] + 1, goodput: goodput,
        deviation: (goodput / median - 1) * 100)
    }
  }

  private static func spec(_ scene: ChartScene, _ points: [Point], _ title: String) -> String {
    let drawn = Set(points.map { scene.series($0.cell) })
    let panels = scene.series.filter { drawn.contains($0) }
    let x: JSON = [
      "field": "x", "type": "quantitative", "title": "round",
      "scale": ["zero": false, "nice": false, "padding": 6],
      "axis": ["values": .integers(ticks(points.map(\.round))), "grid": false, "format": "d"],
    ]
    let y: JSON = [
      "field": "y", "type": "quantitative", "title": "against the cell's median (%)",
      "axis": ["tickCount": 5],
    ]
    let tip: JSON = [
      ChartTooltip.field("c", "cell"), ChartTooltip.field("v", Figures.goodput.title),
      ChartTooltip.field("x", "round"),
    ]
    let marks: [(String, JSON)] =
      [("x", x), ("y", y)] + VegaFrame.legendChannels(scene) + [("tooltip", tip)]
    let view = VegaFrame.panels(panels, data: points.map { datum(scene, $0) }) { width, height in
      [
        "width": .integer(width), "height": .integer(height), "transform": [VegaFrame.visible],
        "layer": [
          [
            "mark": ["type": "rule"],
            "encoding": ["y": ["datum": 0, "type": "quantitative"]],
          ],
          [
            "name": "points0", "mark": ["type": "point", "filled": true, "opacity": 0.55, "size": 22],
            "encoding": .object(marks),
          ],
        ],
      ]
    }
    return VegaFrame.specification(
      scene, title: title, subtitle: ["Goodput of each sample, relative to the median of its cell."],
      views: [view],
      picks: ["points0"]
    ).text
  }

  /// Every round, or every second, fifth, tenth, ...: as many labels as a narrow panel holds.
  static func ticks(_ rounds: [Int]) -> [Int] {
    guard let first = rounds.min(), let last = rounds.max() else { return [] }
    var step = 1
    while (last - first) / step >= mostTicks {
      // 1, 2, 5, 10, 20, 50, ...
      step = String(step).hasPrefix("2") ? step / 2 * 5 : step * 2
    }
    return (first...last).filter { $0.isMultiple(of: step) }
  }

  private static let mostTicks = 8

  private static func datum(_ scene: ChartScene, _ point: Point) -> JSON {
    let series = scene.series(point.cell)
    return .object([
      ("g", .string(series)), ("s", .string(series)), ("x", .integer(point.round)),
      ("y", .drawn(point.deviation)),
      ("c", .string(scene.name(point.cell))), ("v", .string("\(NumberText.figure(point.goodput)) Gbit/s")),
    ])
  }

  private static func finding(_ scene: ChartScene, _ points: [Point], _ count: Int) -> String {
    let estimates = scene.input.findings.cells.first ?? []
    let flagged = CellFlag.allCases.compactMap { flag -> String? in
      let cells = estimates.filter { $0.flags.contains(flag) && !TwinCells.isTwin($0.cell) }.map {
        scene.name($0.cell)
      }
      guard !cells.isEmpty else { return nil }
      let shown = cells.prefix(3).joined(separator: ", ")
      return "\(flag.rawValue): \(shown)\(cells.count > 3 ? " and \(cells.count - 3) more" : "")"
    }
    let spread = points.map(\.deviation)
    let range =
      spread.isEmpty
      ? ""
      : " They lie between \(NumberText.signedPercent(spread.min() ?? 0)) and "
        + "\(NumberText.signedPercent(spread.max() ?? 0)) of their cell's median."
    let flags =
      flagged.isEmpty
      ? " No cell is flagged as drifting, bimodal or unsteady."
      : " Flagged: \(flagged.joined(separator: "; "))."
    return "\(count) samples of \(scene.cells.count) cells.\(range)\(flags)"
  }

  private static func gaps(_ scene: ChartScene, _ stride: Int, _ drawn: Int, _ count: Int) -> [String] {
    let missing = ChartGaps.sentences(scene, scene.cells, [Figures.goodput])
    guard stride > 1 else { return missing }
    return missing + ["every \(stride)th sample is drawn, \(drawn) of \(count), to keep the page small"]
  }

  /// By cell: a row for each sample would be the whole archive.
  private static func table(_ scene: ChartScene) -> ChartTable {
    let estimates = scene.input.findings.cells.first ?? []
    return ChartTable(
      header: ["cell", "n", "median Gbit/s", "least", "greatest", "outlying rounds", "flags"],
      rows: estimates.filter { !TwinCells.isTwin($0.cell) }.map { estimate in
        [
          scene.name(estimate.cell), "\(estimate.count)", NumberText.figure(estimate.median / 1e9),
          NumberText.figure(estimate.least / 1e9), NumberText.figure(estimate.greatest / 1e9),
          estimate.outlierRounds.map { "\($0 + 1)" }.joined(separator: " "),
          estimate.flags.map(\.rawValue).joined(separator: ", "),
        ]
      })
  }
}
