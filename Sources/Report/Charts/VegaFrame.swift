import Foundation
import Records

/// The parts that all specifications share: title, footer, legend, panels.
enum VegaFrame {
  /// A whole specification.
  ///
  /// - Parameters:
  ///   - views: one above the other.
  ///   - picks: names of the views whose marks carry the legend; a click on an entry hides its series.
  static func specification(
    _ scene: ChartScene, title: String, subtitle: [String], views: [JSON], picks: [String] = []
  ) -> JSON {
    let heading: JSON = [
      "text": .string(title), "subtitle": .strings(subtitle), "anchor": "start", "frame": "bounds",
      "fontSize": 15, "subtitleFontSize": 12, "subtitlePadding": 4, "offset": 10,
    ]
    let footer: JSON = [
      "text": .strings(scene.footer), "orient": "bottom", "anchor": "start", "frame": "bounds",
      "fontSize": 10, "fontWeight": "normal", "offset": 8,
    ]
    var fields: [(String, JSON)] = [
      ("$schema", "https://vega.github.io/schema/vega-lite/v6.json"), ("title", heading),
    ]
    if !picks.isEmpty { fields.append(("params", [pick(picks)])) }
    fields += [
      ("vconcat", [["title": footer, "spacing": 24, "vconcat": .array(views)]]), ("config", config),
    ]
    return .object(fields)
  }

  /// Sizes of type and strokes; colours belong to the theme.
  private static let config: JSON = [
    "axis": ["labelFontSize": 10, "titleFontSize": 11, "titleFontWeight": "normal", "labelFlush": false],
    "legend": [
      "unselectedOpacity": 1, "labelFontSize": 12, "symbolSize": 90, "symbolStrokeWidth": 0,
      "titleFontSize": 11,
    ],
    "header": ["labelFontSize": 12, "titleFontSize": 12],
    "facet": ["spacing": 16],
  ]

  /// Hides a series while its legend entry is picked; each click turns it over.
  private static func pick(_ views: [String]) -> JSON {
    [
      "name": "pick", "bind": "legend", "views": .strings(views),
      "select": ["type": "point", "fields": ["s"], "toggle": "true"],
    ]
  }

  /// Leaves out what was hidden by a click on the legend.
  static let visible: JSON = ["filter": ["not": ["param": "pick", "empty": false]]]

  /// The colour of a series, by field `s`, without a legend of its own.
  static func color(_ scene: ChartScene) -> JSON {
    ["field": "s", "type": "nominal", "scale": scale(scene) { .string($0.color) }]
  }

  /// Colour, shape and legend, for the marks whose view is among the `picks`.
  ///
  /// - Parameter listed: the series of the legend, where not all have marks.
  static func legendChannels(_ scene: ChartScene, listed: [String]? = nil) -> [(String, JSON)] {
    let legend = listed.map { Self.legend.adding([("values", .strings($0))]) } ?? Self.legend
    let shape: JSON = [
      "field": "s", "type": "nominal", "scale": scale(scene) { .string($0.shape) }, "legend": legend,
    ]
    // Both channels make one legend: what fades in it is said once, or the browser's console warns of a conflict.
    return [
      ("color", color(scene).adding([("legend", legend.adding([("encoding", fading)]))])), ("shape", shape),
    ]
  }

  /// By field `d`, which keeps dashes out of the legend's symbols: with values of its own, for legends of equal domains
  /// become one.
  static func dash(_ scene: ChartScene) -> JSON {
    [
      "field": "d", "type": "nominal", "legend": nil,
      "scale": [
        "domain": .strings(scene.series.map { "dash \($0)" }),
        "range": .array(scene.styles.map { .integers($0.dash) }),
      ],
    ]
  }

  static let dashField: JSON = ["calculate": "'dash ' + datum.s", "as": "d"]

  private static func scale(_ scene: ChartScene, _ look: (SeriesStyle) -> JSON) -> JSON {
    ["domain": .strings(scene.series), "range": .array(scene.styles.map(look))]
  }

  private static let legend: JSON = [
    "title": nil, "orient": "top", "columns": 5, "symbolType": "circle",
  ]

  private static let fading: JSON = {
    let faded: JSON = [
      "condition": ["test": "pick['s'] && indexof(pick['s'], datum.value) >= 0", "value": 0.2], "value": 1,
    ]
    return ["symbols": ["fillOpacity": faded, "strokeOpacity": faded], "labels": ["fillOpacity": faded]]
  }()

  /// Message sizes on a scale of base 2, labelled as they are typed.
  static func sizeAxis(_ sizes: [Int], title: String?) -> JSON {
    [
      "field": "x", "type": "quantitative", "title": .string(orNull: title),
      "scale": ["type": "log", "base": 2, "nice": false, "padding": 10],
      "axis": ["values": .integers(sizes), "labelExpr": sizeLabel, "labelOverlap": "greedy", "grid": false],
    ]
  }

  /// Flows: base 2 where all are powers of 2, else even.
  static func flowsAxis(_ flows: [Int], title: String?) -> JSON {
    let isBinary = flows.allSatisfy { $0 > 0 && $0 & ($0 - 1) == 0 }
    return [
      "field": "x", "type": "quantitative", "title": .string(orNull: title),
      "scale": isBinary
        ? ["type": "log", "base": 2, "nice": false, "padding": 10]
        : ["zero": false, "nice": false, "padding": 10],
      "axis": ["values": .integers(flows), "format": "d", "labelOverlap": "greedy", "grid": false],
    ]
  }

  /// Vega expression that prints bytes as `64`, `16Ki`, `1Mi`.
  private static let sizeLabel: JSON =
    "datum.value >= 1048576 ? format(datum.value / 1048576, '~r') + 'Mi' : datum.value >= 1024 ? format(datum.value / 1024, '~r') + 'Ki' : format(datum.value, 'd')"

  /// Values on a scale of base 10 that ends at the data, with a line at each power of ten.
  static func powersOfTen(_ values: [Double]) -> (scale: JSON, axis: JSON) {
    let positive = values.filter { $0 > 0 }
    let least = (positive.min() ?? 1) * 0.8
    let most = (positive.max() ?? 10) * 1.25
    let decades = Int(log10(least).rounded(.down))...Int(log10(most).rounded(.up))
    let steps = most / least > 300 ? [1.0] : [1.0, 2, 5]
    let ticks = decades.flatMap { decade in steps.map { $0 * pow(10, Double(decade)) } }
      .filter { $0 >= least && $0 <= most }
    return (
      ["type": "log", "domain": [.drawn(least), .drawn(most)], "nice": false],
      ["values": .array(ticks.map { .number($0) }), "format": "~g"]
    )
  }

  /// A view for each value of field `g`, at most four side by side.
  ///
  /// - Parameter across: how many panels belong into one row; nil for as many as fit.
  static func panels(
    _ names: [String], data: [JSON], title: String? = nil, isScaleOwn: Bool = false, across: Int? = nil,
    spec: (_ width: Int, _ height: Int) -> JSON
  ) -> JSON {
    let fitting = names.count <= 4 ? max(1, names.count) : names.count <= 6 ? 3 : 4
    let columns = across.map { (2...4).contains($0) ? $0 : fitting } ?? fitting
    let (width, height) = [(460, 250), (300, 210), (220, 180), (190, 150)][columns - 1]
    var fields: [(String, JSON)] = [("data", ["values": .array(data)])]
    if let title, !title.isEmpty {
      fields.append(
        ("title", ["text": .string(title), "anchor": "start", "fontSize": 12, "frame": "bounds"]))
    }
    fields += [
      (
        "facet",
        ["field": "g", "type": "nominal", "title": nil, "sort": .strings(names), "header": ["title": nil]]
      ),
      ("columns", .integer(columns)), ("spec", spec(width, height)),
    ]
    var resolve: [(String, JSON)] = isScaleOwn ? [("scale", ["y": "independent"])] : []
    // A last row with gaps would leave the panels above them without an axis, and an axis under nothing.
    if names.count > columns, !names.count.isMultiple(of: columns) {
      resolve.append(("axis", ["x": "independent"]))
    }
    if !resolve.isEmpty { fields.append(("resolve", .object(resolve))) }
    return .object(fields)
  }
}
