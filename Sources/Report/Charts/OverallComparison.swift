import Analysis
import Records

/// Every quantity of every primitive at one message size, as a ratio to the reference primitive.
package enum OverallComparison: Chart {
  package static let id = "overall-comparison"

  /// The size nearest to this one is shown: large enough that copies matter, small enough that calls do.
  private static let preferredBytes = 65536

  private static let quantities: [(quantity: Figure, title: String)] =
    (Figures.judged + Figures.cycles + Figures.l1Misses + Figures.llcMisses + Figures.contextSwitches
    + Figures.systemCalls + [Figures.bytesPerSegment]).map { ($0, $0.label) }

  /// One point: a cell by one quantity.
  private struct Point {
    let cell: Cell
    let title: String
    let ratio: Double
    let interval: Interval?
    let count: Int
  }

  package static func figure(_ input: ReportInput) -> ChartFigure? {
    let scene = ChartScene(input)
    guard let reference = scene.reference, scene.subjects.count > 1,
      let bytes = scene.sizes.min(by: { distance($0) < distance($1) })
    else { return nil }
    let cells = chosen(scene, bytes)
    let ratios = SizeRatios(input)
    let points = cells.flatMap { cell -> [Point] in
      guard let base = scene.baseline(of: cell, reference) else { return [] }
      return quantities.compactMap { quantity, title in
        ratios.ratio(cell, base, quantity).map {
          Point(cell: cell, title: title, ratio: $0.ratio, interval: $0.interval, count: $0.count)
        }
      }
    }
    let title = "All figures at \(SizeText.text(bytes)), relative to \(reference)"
    return ChartFigure(
      id: id, title: title, finding: finding(scene, points, reference),
      gaps: gaps(scene, cells, reference, points),
      spec: points.isEmpty ? "" : spec(scene, points, title, reference),
      marks: points.count, rows: table(scene, points))
  }

  private static func distance(_ bytes: Int) -> Int {
    abs(bytes.leadingZeroBitCount - preferredBytes.leadingZeroBitCount)
  }

  /// Least and greatest number of flows.
  private static func chosen(_ scene: ChartScene, _ bytes: Int) -> [Cell] {
    let sized = scene.cells.filter { $0.messageBytes == bytes }
    let ends = Set([sized.map(\.flows).min(), sized.map(\.flows).max()].compactMap { $0 })
    return scene.byFlows(sized.filter { ends.contains($0.flows) })
  }

  private static func spec(
    _ scene: ChartScene, _ points: [Point], _ title: String, _ reference: ClaimSubject
  ) -> String {
    var seen: Set<String> = []
    let panels = points.map { scene.flowsPanel($0.cell) }.filter { seen.insert($0).inserted }
    let rows = quantities.map(\.title).filter { title in points.contains { $0.title == title } }
    let rivals = scene.series.filter { series in points.contains { scene.series($0.cell) == series } }
    let step = max(20, 11 * rivals.count)
    let y: JSON = [
      "field": "m", "type": "nominal", "title": nil, "sort": .strings(rows),
      "axis": ["grid": true, "labelLimit": 220],
    ]
    let x: JSON = [
      "field": "y", "type": "quantitative", "title": .string("relative to \(reference), log scale"),
      "scale": ["type": "log", "base": 2, "domain": .array(range(points).map(JSON.drawn)), "nice": false],
      "axis": ["tickCount": 5, "format": "~g", "labelFlush": true, "labelOverlap": "greedy"],
    ]
    let offset: JSON = ["field": "s", "type": "nominal", "scale": ["domain": .strings(rivals)]]
    let marks: [(String, JSON)] =
      [("x", x), ("y", y), ("yOffset", offset)] + VegaFrame.legendChannels(scene, listed: rivals)
      + [("tooltip", ChartTooltip.ofFigure)]
    let layer: [JSON] = [
      [
        "mark": ["type": "rule"],
        "encoding": ["x": ["datum": 1, "type": "quantitative"]],
      ],
      [
        "mark": ["type": "rule", "strokeWidth": 1.5],
        "encoding": [
          "x": x.adding([("field", "l")]), "x2": ["field": "h"], "y": y, "yOffset": offset,
          "color": VegaFrame.color(scene),
        ],
      ],
      [
        "name": "points0", "mark": ["type": "point", "filled": true, "opacity": 1, "size": 45],
        "encoding": .object(marks),
      ],
    ]
    let view = VegaFrame.panels(panels, data: points.map { datum(scene, $0) }) { width, _ in
      [
        "width": .integer(min(width, 300)), "height": ["step": .integer(step), "for": "position"],
        "transform": [VegaFrame.visible],
        "layer": .array(layer),
      ]
    }
    return VegaFrame.specification(
      scene, title: title,
      subtitle: [
        "The line at 1 is \(reference). More is better for goodput, less for times and costs.",
        "A point without a bar has no interval.",
      ],
      views: [view], picks: ["points0"]
    ).text
  }

  /// What the axis spans: all points and intervals, and 1.
  private static func range(_ points: [Point]) -> [Double] {
    let ends = points.flatMap { [$0.ratio, $0.interval?.lower ?? 1, $0.interval?.upper ?? 1] }.filter {
      $0 > 0
    }
    return [min(0.9, (ends.min() ?? 1) * 0.9), max(1.1, (ends.max() ?? 1) * 1.1)]
  }

  private static func datum(_ scene: ChartScene, _ point: Point) -> JSON {
    let fields: [(String, JSON)] = [
      ("g", .string(scene.flowsPanel(point.cell))), ("s", .string(scene.series(point.cell))),
      ("m", .string(point.title)), ("y", .drawn(point.ratio)), ("l", .drawn(point.interval?.lower)),
      ("h", .drawn(point.interval?.upper)),
    ]
    return .object(fields + ChartTooltip.fields(scene, point.cell, text(point)))
  }

  private static func text(_ point: Point) -> FigureText {
    FigureText(
      median: "\(point.title): \(NumberText.figure(point.ratio)) times",
      interval: point.interval.map { "[\(NumberText.figure($0.lower)), \(NumberText.figure($0.upper))]" }
        ?? "none: ratio of medians", count: point.count)
  }

  private static func finding(
    _ scene: ChartScene, _ points: [Point], _ reference: ClaimSubject
  ) -> String {
    let goodput = points.compactMap { point -> String? in
      guard point.title == quantities[0].title, let interval = point.interval else { return nil }
      return "\(scene.name(point.cell)) \(NumberText.figure(point.ratio)) "
        + "[\(NumberText.figure(interval.lower)), \(NumberText.figure(interval.upper))]"
    }
    guard !goodput.isEmpty else { return "No ratio of goodput to \(reference) has an interval." }
    return "Goodput relative to \(reference): \(goodput.joined(separator: "; "))."
  }

  private static func gaps(
    _ scene: ChartScene, _ cells: [Cell], _ reference: ClaimSubject, _ points: [Point]
  ) -> [String] {
    let missing = ChartGaps.sentences(scene, cells, quantities.map(\.quantity))
    let bare = quantities.map(\.title).filter { title in
      points.contains { $0.title == title && $0.interval == nil }
    }
    return missing
      + (bare.isEmpty ? [] : ["without interval, as ratios of medians: \(bare.joined(separator: ", "))"])
  }

  private static func table(_ scene: ChartScene, _ points: [Point]) -> ChartTable {
    ChartTable(
      header: ["cell", "figure", "ratio", "95 % interval", "n"],
      rows: points.map { point in
        let text = text(point)
        return [
          scene.name(point.cell), point.title, NumberText.figure(point.ratio), text.interval, "\(text.count)",
        ]
      })
  }
}
