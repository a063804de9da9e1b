import Analysis
import Records

/// One quantity of a line chart as a row of panels.
struct LineDrawing {
  let chart: LineChart
  let scene: ChartScene
  let quantity: Figure
  let title: String
  /// Of the layer with the points, for the legend.
  let name: String
  /// Cells of panels that have anything to show, panel by panel.
  private let cells: [Cell]
  private let isLogarithmic: Bool

  /// Values over this factor are drawn on a scale of base 10.
  private static let wideRange = 30.0

  init(chart: LineChart, scene: ChartScene, quantity: Figure, title: String, name: String) {
    self.chart = chart
    self.scene = scene
    self.quantity = quantity
    self.title = title
    self.name = name
    let drawn = scene.cells.filter { scene.input.figures[$0, quantity] != nil }
    let shown = Set(drawn.map { Point(setting: scene.setting($0), across: chart.across($0)) })
    let settings = scene.allSettings
    cells = settings.flatMap { setting in
      scene.cells.filter { cell in
        scene.setting(cell) == setting && shown.contains(Point(setting: setting, across: chart.across(cell)))
      }.sorted { chart.across($0) < chart.across($1) }
    }
    let medians = drawn.compactMap { scene.input.figures[$0, quantity]?.median }
    let (least, most) = (medians.min() ?? 0, medians.max() ?? 0)
    isLogarithmic = chart.axis == .size && least > 0 && most / least > Self.wideRange
  }

  private struct Point: Hashable {
    let setting: String
    let across: Int
  }

  var view: JSON {
    var seen: Set<String> = []
    let panels = cells.map(panel).filter { seen.insert($0).inserted }
    let across = scene.allSettings.count > 1 ? Set(cells.map(chart.across)).count : nil
    return VegaFrame.panels(
      panels, data: cells.map(datum), isScaleOwn: chart.axis == .flows, across: across
    ) { width, height in
      [
        "width": .integer(width), "height": .integer(height),
        "transform": [VegaFrame.visible, VegaFrame.dashField], "layer": .array(layers),
      ]
    }
  }

  private func panel(_ cell: Cell) -> String {
    guard chart.axis == .flows else { return scene.flowsPanel(cell) }
    let size = SizeText.text(cell.messageBytes)
    let setting = scene.setting(cell)
    return setting.isEmpty ? size : "\(setting), \(size)"
  }

  private var vertical: JSON {
    let y: JSON = ["field": "y", "type": "quantitative", "title": .string(title)]
    guard isLogarithmic else {
      return y.adding([
        ("scale", ["zero": true]), ("axis", ["tickCount": 5, "minExtent": 34]),
      ])
    }
    let values = cells.compactMap { scene.input.figures[$0, quantity] }.flatMap { figure in
      [figure.median, figure.interval?.lower, figure.interval?.upper].compactMap { $0 }
    }
    let (scale, axis) = VegaFrame.powersOfTen(values)
    return y.adding([("scale", scale), ("axis", axis)])
  }

  private var layers: [JSON] {
    let x =
      chart.axis == .size
      ? VegaFrame.sizeAxis(scene.sizes, title: "message size (bytes)")
      : VegaFrame.flowsAxis(scene.flows, title: "flows")
    let y = vertical
    let color = VegaFrame.color(scene)
    let points: [(String, JSON)] =
      [("x", x), ("y", y)] + VegaFrame.legendChannels(scene) + [("tooltip", ChartTooltip.ofFigure)]
    let bars: JSON = [
      "mark": ["type": "rule", "strokeWidth": 1.5],
      "encoding": ["x": x, "y": y.adding([("field", "l")]), "y2": ["field": "h"], "color": color],
    ]
    // A layer without any interval would leave a scale without an extent, of which the browser's console warns.
    let hasInterval = cells.contains { scene.input.figures[$0, quantity]?.interval != nil }
    return (hasInterval ? [bars] : []) + [
      [
        "mark": ["type": "line", "strokeWidth": 1.5],
        "encoding": ["x": x, "y": y, "color": color, "strokeDash": VegaFrame.dash(scene)],
      ],
      [
        "name": .string(name), "mark": ["type": "point", "filled": true, "opacity": 1, "size": 45],
        "encoding": .object(points),
      ],
    ]
  }

  /// A cell without a figure keeps its place, so that the line breaks there.
  private func datum(_ cell: Cell) -> JSON {
    let figure = scene.input.figures[cell, quantity]
    let place: [(String, JSON)] = [
      ("g", .string(panel(cell))), ("s", .string(scene.series(cell))), ("x", .integer(chart.along(cell))),
      ("y", .drawn(figure?.median)),
    ]
    guard let figure else { return .object(place) }
    let low = figure.interval.map { isLogarithmic && $0.lower <= 0 ? figure.median : $0.lower }
    return .object(
      place + [("l", .drawn(low)), ("h", .drawn(figure.interval?.upper))]
        + ChartTooltip.fields(scene, cell, FigureText(figure, quantity)))
  }
}
