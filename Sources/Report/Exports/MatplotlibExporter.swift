import Analysis
import Records

/// A Python script with the data of a sweep inside that plots the charts of the original assignment with matplotlib.
package enum MatplotlibExporter: Exporter {
  package static let name = "matplotlib"
  package static let summary = "A plot script with the medians and intervals inside; it needs matplotlib."

  package static func write(_ source: ExportSource, to output: (String) throws -> Void) throws {
    let input = try ReportInput(source)
    let scene = ChartScene(input)
    let charts = Charts.all.compactMap { ($0 as? any MedianChart.Type)?.chart }
    try output(MatplotlibScript.head)
    try output("TITLE = \(JSON.string(scene.footer.joined(separator: "; ")).text)\n\n")
    try output("# What is missing is null; the reasons are in the CSV export and in the report.\nROWS = [\n")
    for cell in scene.cells { try output("    \(row(scene, cell, charts).text),\n") }
    try output("]\n\n# Colour, marker and dashes of each line.\nLOOKS = {\n")
    for (series, style) in zip(scene.series, scene.styles) {
      let look = JSON.array([.string(style.color), .string(marker(style.shape)), .integers(style.dash)])
      try output("    \(JSON.string(series).text): \(look.text),\n")
    }
    try output(
      "}\n\n# File, title, horizontal axis, and what is drawn: name in ROWS, label of the axis, why it is missing.\n"
    )
    try output("CHARTS = [\n")
    for chart in charts { try output("    \(declaration(scene, chart).text),\n") }
    try output("]\n")
    try output(MatplotlibScript.body)
  }

  /// Medians with lower and upper end of the 95 % interval and the number of samples, by quantity.
  private static func row(_ scene: ChartScene, _ cell: Cell, _ charts: [LineChart]) -> JSON {
    var fields: [(String, JSON)] = [
      ("series", .string(scene.series(cell))), ("setting", .string(scene.setting(cell))),
      ("bytes", .integer(cell.messageBytes)), ("flows", .integer(cell.flows)),
    ]
    var seen: Set<String> = []
    for quantity in charts.flatMap({ $0.quantities.map(\.quantity) })
    where seen.insert(quantity.name).inserted {
      guard let figure = scene.input.figures[cell, quantity] else { continue }
      let ends = [figure.median, figure.interval?.lower, figure.interval?.upper]
      let numbers = ends.map { $0.map(JSON.number) ?? .null }
      fields.append((quantity.name, .array(numbers + [.integer(figure.count)])))
    }
    return .object(fields)
  }

  private static func declaration(_ scene: ChartScene, _ chart: LineChart) -> JSON {
    let quantities = chart.quantities.map { quantity, title -> JSON in
      let reason = scene.cells.first.map { scene.reason($0, quantity) } ?? "no cell"
      return .array([.string(quantity.name), .string(title), .string(reason)])
    }
    return .array([
      .string(chart.id), .string(chart.title), .string(chart.axis == .size ? "bytes" : "flows"),
      .array(quantities),
    ])
  }

  private static func marker(_ shape: String) -> String {
    let markers = [
      "circle": "o", "square": "s", "triangle-up": "^", "triangle-down": "v", "triangle-left": "<",
      "triangle-right": ">", "diamond": "D", "cross": "P",
    ]
    return markers[shape] ?? SeriesStyles.marker(ofPath: shape)
  }
}
