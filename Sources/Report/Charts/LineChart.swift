import Analysis
import Records

/// A chart that a `LineChart` describes: one declaration.
package protocol MedianChart: Chart {
  static var chart: LineChart { get }
}

extension MedianChart {
  package static var id: String { chart.id }
  package static func figure(_ input: ReportInput) -> ChartFigure? { chart.figure(input) }
}

/// Medians with intervals over message size or flows: a panel for each value of the other and each setting, a row of
/// panels for each quantity.
package struct LineChart: Sendable {
  var id: String
  var title: String
  var subtitle: [String] = []
  var axis: Axis
  /// What is drawn, and what the vertical axis calls it.
  var quantities: [(quantity: Figure, title: String)]

  enum Axis: String {
    case size, flows
  }

  /// Nil when the axis has fewer than two values.
  func figure(_ input: ReportInput) -> ChartFigure? {
    let scene = ChartScene(input)
    guard Set(scene.cells.map(along)).count > 1 else { return nil }
    let known = quantities.filter { quantity, _ in scene.cells.contains { input.figures[$0, quantity] != nil }
    }
    let marks = known.map { quantity, _ in scene.cells.count { input.figures[$0, quantity] != nil } }.reduce(
      0, +)
    let views = known.enumerated().map { number, drawn in
      LineDrawing(
        chart: self, scene: scene, quantity: drawn.quantity, title: drawn.title, name: "points\(number)"
      )
      .view
    }
    let hasInterval = known.contains { quantity, _ in
      scene.cells.contains { input.figures[$0, quantity]?.interval != nil }
    }
    let words = hasInterval ? "Medians; bars are 95 % intervals." : "Medians; too few samples for intervals."
    let spec = VegaFrame.specification(
      scene, title: title, subtitle: subtitle + [words], views: views,
      picks: known.indices.map { "points\($0)" })
    return ChartFigure(
      id: id, title: title, finding: LineFinding(scene, quantities.map(\.quantity)).text(drawn: marks > 0),
      gaps: ChartGaps.sentences(scene, scene.cells, quantities.map(\.quantity)),
      spec: marks == 0 ? "" : spec.text,
      marks: marks, rows: table(scene))
  }

  func along(_ cell: Cell) -> Int { axis == .size ? cell.messageBytes : cell.flows }
  func across(_ cell: Cell) -> Int { axis == .size ? cell.flows : cell.messageBytes }

  private func table(_ scene: ChartScene) -> ChartTable {
    let hasSetting = scene.allSettings.count > 1
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
