import Analysis
import Records

/// Medians with intervals over message size or flows: a panel for each value of the other, a row of panels for each
/// quantity and setting.
struct LineChart {
  var id: String
  var title: String
  var subtitle: [String] = []
  var axis: Axis
  /// What is drawn, and what the vertical axis calls it.
  var quantities: [(quantity: FigureQuantity, title: String)]

  enum Axis {
    case size, flows
  }

  /// Values over this factor are drawn on a scale of base 10.
  private static let wideRange = 30.0

  /// Nil when the axis has fewer than two values.
  func figure(_ input: ReportInput) -> ChartFigure? {
    let scene = ChartScene(input)
    guard Set(scene.cells.map(along)).count > 1 else { return nil }
    var views: [JSON] = []
    var picks: [String] = []
    var marks = 0
    for setting in settings(scene) {
      for (quantity, title) in quantities {
        let cells = scene.cells.filter { scene.setting($0) == setting }
        let drawn = cells.filter { input.figures[$0, quantity] != nil }
        guard !drawn.isEmpty else { continue }
        let name = "points\(picks.count)"
        views.append(row(scene, cells, quantity, title, setting: setting, name: name))
        picks.append(name)
        marks += drawn.count
      }
    }
    let spec =
      marks == 0
      ? ""
      : VegaFrame.specification(scene, title: title, subtitle: subtitle, views: views, picks: picks).text
    return ChartFigure(
      id: id, title: title, finding: LineFinding(scene, quantities.map(\.quantity)).text(drawn: marks > 0),
      gaps: quantities.flatMap { ChartGaps.sentences(scene, scene.cells, $0.quantity) }, spec: spec,
      marks: marks, rows: table(scene))
  }

  private func along(_ cell: Cell) -> Int { axis == .size ? cell.messageBytes : cell.flows }
  private func across(_ cell: Cell) -> Int { axis == .size ? cell.flows : cell.messageBytes }

  private func settings(_ scene: ChartScene) -> [String] {
    var seen: Set<String> = []
    return scene.cells.map { scene.setting($0) }.filter { seen.insert($0).inserted }
  }

  private func panel(_ cell: Cell) -> String {
    guard axis == .size else { return SizeText.text(cell.messageBytes) }
    return cell.flows == 1 ? "1 flow" : "\(cell.flows) flows"
  }
}

// MARK: - Drawing

extension LineChart {
  private func row(
    _ scene: ChartScene, _ cells: [Cell], _ quantity: FigureQuantity, _ title: String, setting: String,
    name: String
  ) -> JSON {
    let isDrawn = { (cell: Cell) in scene.input.figures[cell, quantity] != nil }
    let shown = Set(cells.filter(isDrawn).map(across))
    let ordered = cells.filter { shown.contains(across($0)) }.sorted { across($0) < across($1) }
    var seen: Set<String> = []
    let panels = ordered.map(panel).filter { seen.insert($0).inserted }
    let isLogarithmic =
      axis == .size && Self.isWide(ordered.compactMap { scene.input.figures[$0, quantity]?.median })
    return VegaFrame.panels(
      panels, data: ordered.map { datum(scene, $0, quantity, isLogarithmic: isLogarithmic) }, title: setting,
      isScaleOwn: axis == .flows
    ) { width, height in
      [
        "width": .integer(width), "height": .integer(height),
        "transform": [VegaFrame.visible, VegaFrame.dashField],
        "layer": .array(layers(scene, quantity, title: title, name: name, isLogarithmic: isLogarithmic)),
      ]
    }
  }

  private static func isWide(_ values: [Double]) -> Bool {
    guard let least = values.min(), let most = values.max(), least > 0 else { return false }
    return most / least > wideRange
  }

  private func layers(
    _ scene: ChartScene, _ quantity: FigureQuantity, title: String, name: String, isLogarithmic: Bool
  ) -> [JSON] {
    let x =
      axis == .size
      ? VegaFrame.sizeAxis(scene.sizes, title: "message size (bytes)")
      : VegaFrame.flowsAxis(scene.flows, title: "flows")
    let y: JSON = [
      "field": "y", "type": "quantitative", "title": .string(title),
      "scale": isLogarithmic ? ["type": "log"] : ["zero": true],
      "axis": isLogarithmic ? ["tickCount": 5, "format": "~g"] : ["tickCount": 5],
    ]
    let color = VegaFrame.color(scene)
    let points: [(String, JSON)] = [("x", x), ("y", y)] + VegaFrame.legendChannels(scene)
    return [
      [
        "mark": ["type": "rule", "strokeWidth": 1.5],
        "encoding": ["x": x, "y": y.adding([("field", "l")]), "y2": ["field": "h"], "color": color],
      ],
      [
        "mark": ["type": "line", "strokeWidth": 1.5],
        "encoding": ["x": x, "y": y, "color": color, "strokeDash": VegaFrame.dash(scene)],
      ],
      [
        "name": .string(name), "mark": ["type": "point", "filled": true, "opacity": 1, "size": 45],
        "encoding": .object(points + [("tooltip", ChartTooltip.ofFigure)]),
      ],
    ]
  }

  /// A cell without a figure keeps its place, so that the line breaks there.
  private func datum(
    _ scene: ChartScene, _ cell: Cell, _ quantity: FigureQuantity, isLogarithmic: Bool
  ) -> JSON {
    let figure = scene.input.figures[cell, quantity]
    let place: [(String, JSON)] = [
      ("g", .string(panel(cell))), ("s", .string(scene.series(cell))), ("x", .integer(along(cell))),
      ("y", .drawn(figure?.median)),
    ]
    guard let figure else { return .object(place) }
    let low = figure.interval.map { isLogarithmic && $0.lower <= 0 ? figure.median : $0.lower }
    return .object(
      place + [("l", .drawn(low)), ("h", .drawn(figure.interval?.upper))]
        + ChartTooltip.fields(scene, cell, FigureText(figure, quantity)))
  }

  private func table(_ scene: ChartScene) -> ChartTable {
    let hasSetting = settings(scene).count > 1
    let hasTitle = quantities.count > 1
    let header =
      ["primitive", "size", "flows"] + (hasSetting ? ["setting"] : []) + (hasTitle ? ["figure"] : [])
      + ["median", "95 % interval", "n"]
    let rows = scene.cells.flatMap { cell in
      quantities.map { quantity, _ -> [String] in
        let place =
          [scene.series(cell), SizeText.text(cell.messageBytes), "\(cell.flows)"]
          + (hasSetting ? [scene.setting(cell)] : []) + (hasTitle ? [quantity.title] : [])
        guard let figure = scene.input.figures[cell, quantity] else {
          return place + ["not read: \(scene.reason(cell, quantity))", "", "0"]
        }
        let text = FigureText(figure, quantity)
        return place + [text.median, text.interval, "\(text.count)"]
      }
    }
    return ChartTable(header: header, rows: rows)
  }
}
