/// One picture of a sweep: a pure function from what was recorded to a figure.
///
/// Adding one: a file in this folder and a line in `Charts.swift`.
package protocol Chart: SendableMetatype {
  /// File name of the picture and anchor in the page: `throughput-vs-size`.
  static var id: String { get }

  /// Nil where the sweep holds nothing the chart is about: no ledger, a single size.
  ///
  /// A chart that applies but whose counters could not be read is a figure with gaps and without marks.
  static func figure(_ input: ReportInput) -> ChartFigure?
}

/// A chart of one sweep, ready to be drawn, with the same data as a table and in words.
package struct ChartFigure: Sendable {
  package let id: String
  package let title: String
  /// What is seen, in one or two sentences with figures: the alternative text of the picture.
  package let finding: String
  /// What is missing and why, one sentence each: `sender cycles per byte: no hardware PMU (ENOENT)`.
  package let gaps: [String]
  /// Vega-Lite JSON with its data inline, without colours of text and background, which a `ChartTheme` gives; empty
  /// when there is nothing to draw.
  package let spec: String
  /// Data points drawn.
  package let marks: Int
  /// The data drawn.
  package let rows: ChartTable

  package init(
    id: String, title: String, finding: String, gaps: [String], spec: String, marks: Int, rows: ChartTable
  ) {
    self.id = id
    self.title = title
    self.finding = finding
    self.gaps = gaps
    self.spec = spec
    self.marks = marks
    self.rows = rows
  }
}

/// Data of a chart as text, for readers and where pictures cannot be drawn.
package struct ChartTable: Hashable, Sendable {
  package var header: [String]
  /// As many fields each as the header has.
  package var rows: [[String]]

  package init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows
  }
}
