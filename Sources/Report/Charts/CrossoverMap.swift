import Analysis
import Records

/// Who is ahead at which size and number of flows: a panel for each rival of the reference, by goodput and by what the
/// sender pays.
package enum CrossoverMap: Chart {
  package static let id = "crossover-map"

  private static let measures = [Figures.goodput, Figures.senderCost]
  private static let equal = "equal"
  private static let undecided = "not decided"

  private struct Tile {
    let cell: Cell
    let winner: String
    /// `+12 %` of the rival relative to the reference, signed so that more is better for the rival.
    let label: String
    let text: FigureText
  }

  package static func figure(_ input: ReportInput) -> ChartFigure? {
    let scene = ChartScene(input)
    guard let reference = scene.reference, scene.subjects.count > 1 else { return nil }
    let ratios = SizeRatios(input)
    let rows = measures.map { measure in
      (measure, scene.cells.compactMap { place(scene, ratios, $0, reference, measure) })
    }.filter { !$0.1.isEmpty }
    let places = rows.flatMap(\.1)
    let title = "Who is ahead of \(reference), by size and flows"
    let spec =
      places.isEmpty
      ? ""
      : VegaFrame.specification(
        scene, title: title,
        subtitle: [
          "Colour: who is ahead, corrected for all comparisons of the sweep. Figure: the rival's advantage over "
            + "\(reference)."
        ],
        views: rows.map { view(scene, $0.0, $0.1) }
      ).text
    return ChartFigure(
      id: id, title: title, finding: finding(scene, rows, reference), gaps: gaps(places, scene, reference),
      spec: spec, marks: places.count, rows: table(scene, rows))
  }

  private static func place(
    _ scene: ChartScene, _ ratios: SizeRatios, _ cell: Cell, _ reference: ClaimSubject, _ measure: Figure
  ) -> Tile? {
    guard let base = scene.baseline(of: cell, reference),
      let (found, isReversed) = ratios.comparison(cell, base, measure)
    else { return nil }
    let ratio = isReversed ? 1 / found.estimate.ratio : found.estimate.ratio
    let ends = [found.interval.lower, found.interval.upper].map { isReversed ? 1 / $0 : $0 }.sorted()
    let winner =
      switch found.verdict {
      case .better: scene.series(isReversed ? base : cell)
      case .worse: scene.series(isReversed ? cell : base)
      case .equivalent: equal
      case .undecided: undecided
      }
    let advantage = measure.higherIsBetter ? ratio - 1 : 1 / ratio - 1
    let label = "\(advantage < 0 ? "−" : "+")\(NumberText.fixed(abs(advantage) * 100, 0))%"
    let why = found.withheld.map { " (\($0.rawValue))" } ?? ""
    let text = FigureText(
      median: "\(NumberText.figure(ratio)) times the \(measure.label) of \(reference): \(winner)\(why)",
      interval: "[\(NumberText.figure(ends[0])), \(NumberText.figure(ends[1]))]", count: found.estimate.count)
    return Tile(cell: cell, winner: winner, label: label, text: text)
  }

  private static func panel(_ scene: ChartScene, _ cell: Cell) -> String {
    let setting = scene.setting(cell)
    return setting.isEmpty ? scene.series(cell) : "\(scene.series(cell)), \(setting)"
  }

  private static func view(_ scene: ChartScene, _ measure: Figure, _ places: [Tile]) -> JSON {
    var seen: Set<String> = []
    let panels = places.map { panel(scene, $0.cell) }.filter { seen.insert($0).inserted }
    let x: JSON = [
      "field": "x", "type": "ordinal", "title": "message size (bytes)",
      "sort": .strings(scene.sizes.map(SizeText.text)),
      "axis": ["labelAngle": 0],
    ]
    let y: JSON = ["field": "y", "type": "ordinal", "title": "flows", "sort": "descending"]
    let color: JSON = [
      "field": "s", "type": "nominal",
      "legend": ["title": nil, "orient": "top", "columns": 6, "symbolType": "square"],
      "scale": [
        "domain": .strings(scene.series + [equal, undecided]),
        "range": .strings(scene.styles.map(\.color) + ["#8f8f8f", "#d9d9d9"]),
      ],
    ]
    let tip: JSON = [
      ChartTooltip.field("c", "cell"), ChartTooltip.field("v", "estimate"),
      ChartTooltip.field("i", "95 % interval"),
      ChartTooltip.field("n", "n"), ChartTooltip.field("w", "caveats"),
    ]
    let pale: JSON = ["test": "datum.p", "value": "#222222"]
    let label: JSON = ["condition": pale, "value": "#ffffff"]
    return VegaFrame.panels(panels, data: places.map { datum(scene, $0) }, title: "by \(measure.label)") {
      _, _ in
      [
        "width": ["step": .integer(scene.sizes.count > 8 ? 38 : 44)], "height": ["step": 24],
        "layer": [
          [
            "mark": ["type": "rect", "stroke": "#ffffff", "strokeWidth": 1],
            "encoding": ["x": x, "y": y, "color": color, "tooltip": tip],
          ],
          [
            "mark": ["type": "text", "fontSize": 11],
            "encoding": ["x": x, "y": y, "text": ["field": "t", "type": "nominal"], "color": label],
          ],
        ],
      ]
    }
  }

  private static func datum(_ scene: ChartScene, _ place: Tile) -> JSON {
    let style = zip(scene.series, scene.styles).first { $0.0 == place.winner }?.1
    let fields: [(String, JSON)] = [
      ("g", .string(panel(scene, place.cell))), ("x", .string(SizeText.text(place.cell.messageBytes))),
      ("y", .integer(place.cell.flows)), ("s", .string(place.winner)),
      ("t", .string(place.winner == undecided ? "?" : place.label)),
      ("p", .flag(style.map { $0.isPale } ?? (place.winner == undecided))),
    ]
    return .object(fields + ChartTooltip.fields(scene, place.cell, place.text))
  }

  private static func finding(
    _ scene: ChartScene, _ rows: [(Figure, [Tile])], _ reference: ClaimSubject
  ) -> String {
    guard !rows.isEmpty else { return "No cell could be compared with \(reference)." }
    return rows.map { measure, places in
      var counts: [String: Int] = [:]
      for place in places { counts[place.winner, default: 0] += 1 }
      let parts = (scene.series + [equal, undecided]).compactMap { name in
        counts[name].map { "\(name) \($0)" }
      }
      return "By \(measure.label), ahead in \(places.count) comparisons with \(reference): "
        + parts.joined(separator: ", ") + "."
    }.joined(separator: " ")
  }

  private static func gaps(_ places: [Tile], _ scene: ChartScene, _ reference: ClaimSubject) -> [String] {
    let shown = Set(places.map(\.cell))
    let missing = scene.cells.filter { ClaimSubject($0) != reference && !shown.contains($0) }
    return ChartGaps.sentences("comparison with \(reference)", scene.cells, missing) { _ in
      "fewer than 3 rounds with both, or no partner"
    }
  }

  private static func table(_ scene: ChartScene, _ rows: [(Figure, [Tile])]) -> ChartTable {
    ChartTable(
      header: ["cell", "by", "advantage", "95 % interval of the ratio", "n", "ahead"],
      rows: rows.flatMap { measure, places in
        places.map { place in
          [
            scene.name(place.cell), measure.label, place.label, place.text.interval, "\(place.text.count)",
            place.winner,
          ]
        }
      })
  }
}

extension SeriesStyle {
  /// Whether dark letters are easier to read on it than white ones: relative luminance as in WCAG 2, above 0.35.
  var isPale: Bool {
    let channels = stride(from: 1, to: 7, by: 2).compactMap { place -> Double? in
      Int(color.dropFirst(place).prefix(2), radix: 16).map { Double($0) / 255 }
    }
    guard channels.count == 3 else { return true }
    return 0.2126 * channels[0] * channels[0] + 0.7152 * channels[1] * channels[1]
      + 0.0722 * channels[2] * channels[2] > 0.35
  }
}
