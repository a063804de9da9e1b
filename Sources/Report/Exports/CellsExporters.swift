import FoundationEssentials
import Records

/// `export --cells --format csv`: one row per cell and measure, with interval, flags and the comparison.
package enum CellsCSVExporter: Exporter {
  package static let name = "csv"
  package static let summary =
    "One row per cell and measure: median with interval, spread, flags, ratio to its baseline."

  /// The options of the cell stand at the end: names and order are an interface.
  private static let columns =
    ["sweep"] + CellAxis.coordinates.map(\.key) + [
      "measure", "unit", "n", "median", "lower", "upper", "method", "relative_spread", "outlier_rounds",
      "flags", "baseline", "ratio", "ratio_lower", "ratio_upper", "p_raw", "p_holm", "verdict", "withheld",
      "unavailable",
    ] + CellAxis.options.map(\.key) + ["confidence", "stalled", "starved"]

  package static func write(_ source: ExportSource, to output: (String) throws -> Void) throws {
    let document = try CellsDocument(source)
    var comparisons: [Key: CellsDocument.Comparison] = [:]
    for comparison in document.comparisons {
      comparisons[Key(cell: comparison.candidate, measure: comparison.measure)] = comparison
    }
    try output(DelimitedText.line(columns))
    for estimate in document.cells {
      let comparison = comparisons[Key(cell: estimate.cell, measure: estimate.measure)]
      try output(
        DelimitedText.line(
          ["\(document.sweep)"] + fields(estimate) + fields(comparison) + [reason(estimate)]
            + fields(CellAxis.options, estimate.cell) + [
              figure(estimate.confidence), "\(estimate.stalled)", "\(estimate.starved)",
            ])
      )
    }
  }

  private struct Key: Hashable {
    var cell: Cell
    var measure: String
  }

  private static func fields(_ estimate: CellsDocument.Estimate) -> [String] {
    fields(CellAxis.coordinates, estimate.cell) + [
      estimate.measure, estimate.unit, "\(estimate.n)", NumberText.exact(estimate.median),
      figure(estimate.lower), figure(estimate.upper), estimate.method,
      NumberText.exact(estimate.relativeSpread),
      estimate.outlierRounds.map { "\($0)" }.joined(separator: " "),
      estimate.flags.map(\.rawValue).joined(separator: " "),
    ]
  }

  private static func fields(_ comparison: CellsDocument.Comparison?) -> [String] {
    guard let comparison else { return Array(repeating: "", count: 8) }
    return [
      "\(comparison.baseline.primitive)[\(comparison.baseline.variant)]", NumberText.exact(comparison.ratio),
      NumberText.exact(comparison.lower), NumberText.exact(comparison.upper),
      NumberText.exact(comparison.raw),
      NumberText.exact(comparison.corrected), comparison.verdict.rawValue, comparison.withheld ?? "",
    ]
  }

  private static func fields(_ axes: [CellAxis], _ cell: Cell) -> [String] {
    axes.map { $0.exact(cell) ?? "" }
  }

  private static func reason(_ estimate: CellsDocument.Estimate) -> String {
    estimate.reason.map { "interval=\($0)" } ?? ""
  }

  private static func figure(_ value: Double?) -> String {
    value.map(NumberText.exact) ?? ""
  }
}

/// `export --cells --format json`: estimates, comparisons, claims and advice in one document.
package enum CellsJSONExporter: Exporter {
  package static let name = "json"
  package static let summary = "Estimates with intervals, comparisons, noise floors, claims and advice."

  package static func write(_ source: ExportSource, to output: (String) throws -> Void) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let document = try CellsDocument(source)
    func text(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    // Element by element, fields in the order of their names: an encoded document of thousands of cells would take
    // far more memory than the samples did.
    func list(_ name: String, _ values: [some Encodable]) throws {
      try output("\"\(name)\":[")
      for (index, value) in values.enumerated() { try output((index > 0 ? "," : "") + text(value)) }
      try output("],")
    }
    try output("{")
    try list("advice", document.advice)
    try list("cells", document.cells)
    try list("claims", document.claims)
    try output("\"command\":\(text(document.command)),")
    try list("comparisons", document.comparisons)
    try output("\"copycost\":\(text(document.copycost)),")
    try list("noiseFloors", document.noiseFloors)
    try output("\"schema\":\(text(document.schema)),\"seed\":\(text(document.seed)),")
    try output("\"sweep\":\(text(document.sweep))}\n")
  }
}
