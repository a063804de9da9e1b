import Analysis
import Records

/// A median with its interval as tooltips, tables and findings print it.
struct FigureText: Hashable, Sendable {
  /// With its unit: `12.34 Gbit/s`.
  let median: String
  /// `[11.90, 12.71]`, or why there is none.
  let interval: String
  let count: Int

  init(_ figure: MedianEstimate, _ quantity: Figure) {
    median = "\(NumberText.figure(figure.median)) \(Self.unit(quantity.unit))"
    interval =
      figure.interval.map { "[\(NumberText.figure($0.lower)), \(NumberText.figure($0.upper))]" }
      ?? "none: too few samples"
    count = figure.count
  }

  init(median: String, interval: String, count: Int) {
    self.median = median
    self.interval = interval
    self.count = count
  }

  static func unit(_ unit: String) -> String { unit == "us" ? "µs" : unit }
}

/// What appears when a reader points at a mark.
enum ChartTooltip {
  /// Fields that `ofFigure` shows.
  static func fields(_ scene: ChartScene, _ cell: Cell, _ text: FigureText) -> [(String, JSON)] {
    [
      ("c", .string(scene.name(cell))), ("v", .string(text.median)), ("i", .string(text.interval)),
      ("n", .integer(text.count)), ("w", .string(scene.caveats(cell))),
    ]
  }

  static let ofFigure: JSON = [
    field("c", "cell"), field("v", "median"), field("i", "95 % interval"), field("n", "n"),
    field("w", "caveats"),
  ]

  static func field(_ name: String, _ title: String) -> JSON {
    ["field": .string(name), "type": "nominal", "title": .string(title)]
  }
}
