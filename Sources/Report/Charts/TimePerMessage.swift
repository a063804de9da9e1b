import Analysis
import Foundation
import Records

/// Time per message over size with the fitted cost model, and what the model misses.
package enum TimePerMessage: Chart {
  package static let id = "time-per-message"

  /// Points of a drawn curve; a straight line of cost is a curve between two logarithmic axes.
  private static let curvePoints = 24

  private struct Fitted {
    let cells: [Cell]
    let fit: CostFit

    /// Nanoseconds the model gives for a cell.
    func cost(_ cell: Cell) -> Double {
      fit.cost(CostPoint(bytes: cell.messageBytes, fields: cell.options.fields))
    }
  }

  package static func figure(_ input: ReportInput) -> ChartFigure? {
    let scene = ChartScene(input)
    guard scene.sizes.count > 1 else { return nil }
    let models = input.findings.models.filter { $0.measure == Figures.messageInterval }
    let fits = models.compactMap { model -> Fitted? in
      guard case .fit(let fit) = model.answer else { return nil }
      return Fitted(cells: model.cells, fit: fit)
    }
    let points = scene.cells.filter { input.figures[$0, Figures.messageInterval] != nil }
    let fitted = fits.flatMap { model in
      model.cells.filter { points.contains($0) }.map { (cell: $0, model: model) }
    }
    let title = "Time per message, and what the cost model misses"
    return ChartFigure(
      id: id, title: title, finding: finding(scene, fits),
      gaps: ChartGaps.sentences(scene, scene.cells, [Figures.messageInterval]) + gaps(models),
      spec: points.isEmpty ? "" : spec(scene, points, fits, fitted, title),
      marks: points.count + fitted.count,
      rows: table(scene, points, fitted))
  }

  private static func spec(
    _ scene: ChartScene, _ points: [Cell], _ fits: [Fitted], _ fitted: [(cell: Cell, model: Fitted)],
    _ title: String
  ) -> String {
    let ordered = scene.byFlows(points)
    var seen: Set<String> = []
    let panels = ordered.map { scene.flowsPanel($0) }.filter { seen.insert($0).inserted }
    let curves = fits.flatMap { curve(scene, $0) }
    var views = [
      VegaFrame.panels(
        panels, data: ordered.compactMap { datum(scene, $0) } + curves, across: scene.panelsAcross(ordered)
      ) { width, height in
        [
          "width": .integer(width), "height": .integer(height),
          "transform": [VegaFrame.visible, VegaFrame.dashField],
          "layer": .array(upper(scene, ordered, hasFit: !curves.isEmpty)),
        ]
      }
    ]
    if !fitted.isEmpty {
      let data = fitted.compactMap {
        residual(scene, $0.cell, $0.model)
      }
      views.append(
        VegaFrame.panels(
          panels, data: data, title: "measured over fitted", across: scene.panelsAcross(ordered)
        ) { width, height in
          [
            "width": .integer(width), "height": .integer(height / 2),
            "transform": [VegaFrame.visible], "layer": .array(lower(scene)),
          ]
        })
    }
    return VegaFrame.specification(
      scene, title: title,
      subtitle: [
        "Points: medians of window x flows / messages."
          + (curves.isEmpty ? "" : " Lines: the fitted model, fixed cost and cost per byte.")
      ],
      views: views, picks: fitted.isEmpty ? ["points0"] : ["points0", "points1"]
    ).text
  }

  private static func upper(_ scene: ChartScene, _ cells: [Cell], hasFit: Bool) -> [JSON] {
    let x = VegaFrame.sizeAxis(scene.sizes, title: "message size (bytes)")
    let (scale, axis) = VegaFrame.powersOfTen(
      cells.compactMap { scene.input.figures[$0, Figures.messageInterval]?.median })
    let y: JSON = [
      "field": "y", "type": "quantitative", "title": "time per message (µs)", "scale": scale, "axis": axis,
    ]
    let color = VegaFrame.color(scene)
    let curve: JSON = [
      "x": x, "y": y.adding([("field", "f")]), "color": color, "strokeDash": VegaFrame.dash(scene),
    ]
    let bars: JSON = [
      "transform": [["filter": "isValid(datum.y)"]], "mark": ["type": "rule", "strokeWidth": 1.5],
      "encoding": ["x": x, "y": y.adding([("field", "l")]), "y2": ["field": "h"], "color": color],
    ]
    let line: JSON = [
      "transform": [["filter": "isValid(datum.f)"]], "mark": ["type": "line", "strokeWidth": 1.2],
      "encoding": curve,
    ]
    return (hasFit ? [line] : []) + (hasInterval(scene) ? [bars] : []) + [
      [
        "name": "points0", "transform": [["filter": "isValid(datum.y)"]],
        "mark": ["type": "point", "filled": true, "opacity": 1, "size": 45],
        "encoding": .object(
          [("x", x), ("y", y)] + VegaFrame.legendChannels(scene) + [("tooltip", ChartTooltip.ofFigure)]),
      ]
    ]
  }

  private static func lower(_ scene: ChartScene) -> [JSON] {
    let x = VegaFrame.sizeAxis(scene.sizes, title: "message size (bytes)")
    let y: JSON = [
      "field": "y", "type": "quantitative", "title": "residual (%)", "scale": ["zero": true],
      "axis": ["tickCount": 4],
    ]
    let zero: JSON = [
      "mark": ["type": "rule"],
      "encoding": ["y": ["datum": 0, "type": "quantitative"]],
    ]
    let bars: JSON = [
      "mark": ["type": "rule", "strokeWidth": 1.5],
      "encoding": [
        "x": x, "y": y.adding([("field", "l")]), "y2": ["field": "h"], "color": VegaFrame.color(scene),
      ],
    ]
    return [zero] + (hasInterval(scene) ? [bars] : []) + [
      [
        "name": "points1", "mark": ["type": "point", "filled": true, "opacity": 1, "size": 40],
        "encoding": .object(
          [("x", x), ("y", y)] + VegaFrame.legendChannels(scene) + [("tooltip", ChartTooltip.ofFigure)]),
      ]
    ]
  }

  /// A layer of bars without any would leave a scale without an extent, of which the browser's console warns.
  private static func hasInterval(_ scene: ChartScene) -> Bool {
    scene.cells.contains { scene.input.figures[$0, Figures.messageInterval]?.interval != nil }
  }

  private static func place(_ scene: ChartScene, _ cell: Cell) -> [(String, JSON)] {
    [
      ("g", .string(scene.flowsPanel(cell))), ("s", .string(scene.series(cell))),
      ("x", .integer(cell.messageBytes)),
    ]
  }

  private static func datum(_ scene: ChartScene, _ cell: Cell) -> JSON? {
    let quantity = Figures.messageInterval
    guard let figure = scene.input.figures[cell, quantity] else { return nil }
    let fields: [(String, JSON)] = [
      ("y", .drawn(figure.median)), ("l", .drawn(figure.interval?.lower)),
      ("h", .drawn(figure.interval?.upper)),
    ]
    return .object(
      place(scene, cell) + fields + ChartTooltip.fields(scene, cell, FigureText(figure, quantity)))
  }

  /// In µs, at sizes evenly spread between the measured ones on the logarithmic axis.
  private static func curve(_ scene: ChartScene, _ model: Fitted) -> [JSON] {
    guard let first = model.cells.first, let last = model.cells.last, first.messageBytes < last.messageBytes
    else { return [] }
    let span = log(Double(last.messageBytes) / Double(first.messageBytes))
    return (0..<curvePoints).map { step in
      let share = Double(step) / Double(curvePoints - 1)
      var cell = first
      cell.messageBytes = Int((Double(first.messageBytes) * exp(span * share)).rounded())
      return .object(place(scene, cell) + [("f", .drawn(model.cost(cell) / 1000))])
    }
  }

  /// Measured over fitted - 1, in %.
  private static func residual(_ scene: ChartScene, _ cell: Cell, _ model: Fitted) -> JSON? {
    let quantity = Figures.messageInterval
    guard let figure = scene.input.figures[cell, quantity], model.cost(cell) > 0 else { return nil }
    let percent = { (microseconds: Double) in (microseconds * 1000 / model.cost(cell) - 1) * 100 }
    let text = FigureText(
      median: NumberText.signedPercent(percent(figure.median)),
      interval: figure.interval.map {
        "[\(NumberText.signedPercent(percent($0.lower))), \(NumberText.signedPercent(percent($0.upper)))]"
      } ?? "none: too few samples", count: figure.count)
    let fields: [(String, JSON)] = [
      ("y", .drawn(percent(figure.median))), ("l", .drawn(figure.interval.map { percent($0.lower) })),
      ("h", .drawn(figure.interval.map { percent($0.upper) })),
    ]
    return .object(place(scene, cell) + fields + ChartTooltip.fields(scene, cell, text))
  }

  private static func finding(_ scene: ChartScene, _ fits: [Fitted]) -> String {
    let fewest = fits.compactMap { $0.cells.first?.flows }.min()
    let sentences = fits.filter { $0.cells.first?.flows == fewest }.compactMap { model -> String? in
      guard let cell = model.cells.first, model.fit.quality.isUsable else { return nil }
      let call = model.fit.perCall
      let kib = model.fit.perKiB
      let price = { (estimate: MeanEstimate) in
        "\(NumberText.figure(estimate.mean)) ns [\(NumberText.figure(estimate.interval.lower)), "
          + "\(NumberText.figure(estimate.interval.upper))]"
      }
      return
        "\(scene.series(cell)), \(scene.flowsPanel(cell)): \(price(call)) a message and \(price(kib)) a KiB "
        + "(\(model.fit.model) model, misses no size by more than \(Percent.text(model.fit.quality.greatestRelativeError)))."
    }
    guard sentences.isEmpty else { return sentences.joined(separator: " ") }
    return fits.isEmpty
      ? "No cost model could be fitted to these times."
      : "No cost model describes these times well enough to be quoted."
  }

  private static func gaps(_ models: [SweepFindings.ModelFinding]) -> [String] {
    var absent: [String: Int] = [:]
    var poor: [String] = []
    for model in models {
      guard let cell = model.cells.first else { continue }
      switch model.answer {
      case .noModel(let why): absent[why, default: 0] += 1
      case .fit(let fit) where !fit.quality.isUsable:
        poor.append(
          "\(ClaimSubject(cell)) x \(cell.flows) over \(cell.link)\(Cell.departures(sharedBy: model.cells)): \(fit.quality.faults.joined(separator: ", "))"
        )
      case .fit: continue
      }
    }
    return absent.sorted { $0.key < $1.key }.map { why, count in
      "no cost model for \(count) of \(models.count) series: \(why)"
    }
      + (poor.isEmpty
        ? [] : ["cost models drawn, but too poor to be quoted: \(poor.sorted().joined(separator: "; "))"])
  }

  private static func table(
    _ scene: ChartScene, _ points: [Cell], _ fitted: [(cell: Cell, model: Fitted)]
  ) -> ChartTable {
    let models = Dictionary(fitted.map { ($0.cell, $0.model) }) { first, _ in first }
    return ChartTable(
      header: ["cell", "median", "95 % interval", "n", "fitted", "residual"],
      rows: points.compactMap { cell in
        guard let figure = scene.input.figures[cell, Figures.messageInterval] else { return nil }
        let text = FigureText(figure, Figures.messageInterval)
        let cost = models[cell]?.cost(cell)
        return [
          scene.name(cell), text.median, text.interval, "\(text.count)",
          cost.map { "\(NumberText.figure($0 / 1000)) µs" } ?? "",
          cost.map { NumberText.signedPercent((figure.median * 1000 / $0 - 1) * 100) } ?? "",
        ]
      })
  }
}
