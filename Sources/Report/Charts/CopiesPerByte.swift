import Analysis
import Records

/// How often a payload byte is copied on its way, by place, from the proof runs: a stacked bar for each primitive.
package enum CopiesPerByte: Chart {
  package static let id = "copies-per-byte"

  private static let places: [(place: Ledger.CopyPoint, title: String, color: String)] = [
    (.gather, "gather, by the application", "#e69f00"), (.send, "send, into the kernel", "#d55e00"),
    (.deferred, "deferred, in the kernel", "#882255"), (.receive, "receive, out of the kernel", "#56b4e9"),
  ]

  /// One piece of a bar: copies that were certainly made, or that may have been made beyond those.
  private struct Piece {
    let ledger: Ledger
    let stage: Ledger.Stage
    let title: String
    let start: Double
    let end: Double
    let isCertain: Bool
  }

  package static func figure(_ input: ReportInput) -> ChartFigure? {
    guard !input.ledgers.isEmpty else { return nil }
    let scene = ChartScene(input)
    let pieces = input.ledgers.flatMap(Self.pieces)
    let title = "Copies per payload byte"
    return ChartFigure(
      id: id, title: title, finding: finding(input.ledgers), gaps: gaps(input.ledgers),
      spec: pieces.isEmpty ? "" : spec(scene, input.ledgers, pieces, title), marks: pieces.count,
      rows: table(input.ledgers))
  }

  /// Where an upper bound is missing, only what is certain is drawn.
  private static func pieces(_ ledger: Ledger) -> [Piece] {
    var start = 0.0
    var pieces: [Piece] = []
    for (place, title, _) in places {
      guard let stage = ledger[place], let low = stage.low else { continue }
      for (length, isCertain) in [(low, true), ((stage.high ?? low) - low, false)] where length > 0.0005 {
        pieces.append(
          Piece(
            ledger: ledger, stage: stage, title: title, start: start, end: start + length,
            isCertain: isCertain))
        start += length
      }
    }
    return pieces
  }

  private static func panel(_ ledger: Ledger) -> String {
    "\(SizeText.text(ledger.messageBytes)) over \(ledger.link), \(ledger.receive)"
  }

  private static func spec(
    _ scene: ChartScene, _ ledgers: [Ledger], _ pieces: [Piece], _ title: String
  ) -> String {
    var seen: Set<String> = []
    let panels = ledgers.map(panel).filter { seen.insert($0).inserted }
    let primitives = ledgers.map(\.primitive).filter { seen.insert("p \($0)").inserted }
    let x: JSON = [
      "field": "s", "type": "nominal", "title": nil, "sort": .strings(primitives),
      "scale": ["domain": .strings(primitives), "paddingInner": 0.35, "paddingOuter": 0.2],
      "axis": ["labelAngle": 0, "labelOverlap": false],
    ]
    let y: JSON = [
      "field": "y", "type": "quantitative", "title": "copies of each byte", "axis": ["tickCount": 4],
    ]
    let color: JSON = [
      "field": "m", "type": "nominal",
      "legend": ["title": nil, "orient": "top", "columns": 2, "symbolType": "square"],
      "scale": ["domain": .strings(places.map(\.title)), "range": .strings(places.map(\.color))],
    ]
    let tip: JSON = [
      ChartTooltip.field("c", "ledger"), ChartTooltip.field("v", "copies"),
      ChartTooltip.field("k", "evidence"),
      ChartTooltip.field("w", "seen"),
    ]
    let bars: [JSON] = [
      [
        "transform": [["filter": "isValid(datum.m)"]],
        "mark": ["type": "bar", "stroke": "#ffffff", "strokeWidth": 1],
        "encoding": [
          "x": x, "y": y.adding([("field", "a")]), "y2": ["field": "b"], "color": color,
          "opacity": ["field": "o", "type": "quantitative", "scale": nil, "legend": nil], "tooltip": tip,
        ],
      ],
      [
        "transform": [["filter": "isValid(datum.m)"]], "mark": ["type": "text", "fontSize": 11],
        "encoding": [
          "x": x, "y": y, "text": ["field": "t", "type": "nominal"],
          "color": ["condition": ["test": "datum.p", "value": "#222222"], "value": "#ffffff"],
        ],
      ],
    ]
    let unknown: JSON = [
      "transform": [["filter": "isValid(datum.q)"]], "mark": ["type": "text", "fontSize": 11, "dy": -8],
      "encoding": [
        "x": x, "y": y.adding([("field", "b")]), "text": ["field": "q", "type": "nominal"], "tooltip": tip,
      ],
    ]
    let open = ledgers.compactMap { unknowns($0, pieces) }
    let data = pieces.map(datum) + open
    let view = VegaFrame.panels(panels, data: data) { width, height in
      [
        "width": .integer(max(min(width, 420), primitives.count * 66)), "height": .integer(max(height, 180)),
        // A layer without data would leave a scale without an extent, of which the browser's console warns.
        "layer": .array(bars + (open.isEmpty ? [] : [unknown])),
      ]
    }
    return VegaFrame.specification(
      scene, title: title,
      subtitle: ["Proved in a run of its own. Pale: may have been copied. ?: no evidence."],
      views: [view]
    ).text
  }

  private static func datum(_ piece: Piece) -> JSON {
    let length = piece.end - piece.start
    let isHigh = length > 0.15
    return .object([
      ("g", .string(panel(piece.ledger))), ("s", .string(piece.ledger.primitive)),
      ("m", .string(piece.title)),
      ("a", .drawn(piece.start)), ("b", .drawn(piece.end)), ("y", .drawn((piece.start + piece.end) / 2)),
      ("o", piece.isCertain ? 1.0 : 0.35),
      ("t", .string(isHigh ? (piece.isCertain ? "" : "+ ") + NumberText.fixed(length, 2) : "")),
      ("p", .flag(!piece.isCertain || piece.stage.place == .gather || piece.stage.place == .receive)),
      ("c", .string("\(piece.ledger.primitive), \(panel(piece.ledger)): \(piece.title)")),
      ("v", .string(range(piece.stage))), ("k", .string(piece.stage.kind.rawValue)),
      ("w", .string(piece.stage.evidence)),
    ])
  }

  /// What stands above a bar whose height is not all: `+ receive ?`; nil when every stage has both bounds.
  private static func unknowns(_ ledger: Ledger, _ pieces: [Piece]) -> JSON? {
    let open = ledger.stages.filter { $0.low == nil || $0.high == nil }
    guard !open.isEmpty else { return nil }
    let top = pieces.filter { $0.ledger == ledger }.map(\.end).max() ?? 0
    let names = open.map(\.place.rawValue).joined(separator: ", ")
    return .object([
      ("g", .string(panel(ledger))), ("s", .string(ledger.primitive)), ("b", .drawn(top)),
      ("q", .string("+ \(names) ?")), ("c", .string("\(ledger.primitive), \(panel(ledger))")),
      ("v", .string("\(names): not known")), ("k", "none"),
      ("w", .string(open.compactMap(\.reason).joined(separator: "; "))),
    ])
  }

  /// `1.00`, `0.00 to 1.00`, `at least 1.00`, `unknown`.
  private static func range(_ stage: Ledger.Stage) -> String {
    guard let low = stage.low else { return "unknown" }
    let least = NumberText.fixed(low, 2)
    guard let high = stage.high else { return "at least \(least)" }
    let most = NumberText.fixed(high, 2)
    return least == most ? least : "\(least) to \(most)"
  }

  private static func finding(_ ledgers: [Ledger]) -> String {
    ledgers.map { ledger in
      let parts = ledger.stages.filter { $0.high != 0 || $0.low == nil }.map {
        "\($0.place.rawValue) \(range($0))"
      }
      let copies = parts.isEmpty ? "no copy" : parts.joined(separator: ", ")
      return "\(ledger.primitive) at \(panel(ledger)): \(copies)."
    }.joined(separator: " ")
  }

  private static func gaps(_ ledgers: [Ledger]) -> [String] {
    ledgers.flatMap { ledger in
      ledger.stages.compactMap { stage in
        guard stage.low == nil || stage.high == nil, let reason = stage.reason else { return nil }
        return "\(ledger.primitive), \(stage.place.rawValue) at \(panel(ledger)): \(reason)"
      }
    }
  }

  private static func table(_ ledgers: [Ledger]) -> ChartTable {
    ChartTable(
      header: ["primitive", "at", "place", "copies per byte", "evidence"],
      rows: ledgers.flatMap { ledger in
        ledger.stages.map { stage in
          [
            ledger.primitive, panel(ledger), stage.place.rawValue, range(stage),
            stage.low == nil ? stage.reason ?? "none" : "\(stage.kind.rawValue): \(stage.evidence)",
          ]
        }
      })
  }
}
