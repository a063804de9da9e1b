import Analysis
import Records

/// What the CPU time of either end is spent on, by class of kernel function: a stacked bar for each primitive and end.
package enum WhereTimeGoes: Chart {
  package static let id = "where-the-time-goes"

  /// Classes below this share in every bar are drawn together.
  private static let least = 0.02
  /// More panels than this are not read.
  private static let mostPanels = 6

  /// One class of one bar.
  private struct Piece {
    let cell: Cell
    let side: Side
    let title: String
    let share: Double
    let interval: Interval?
    let samples: Double
    let start: Double
    let end: Double
  }

  package static func figure(_ input: ReportInput) -> ChartFigure? {
    guard !input.profiles.isEmpty else { return nil }
    let scene = ChartScene(input)
    let profiled = scene.cells.filter { input.profiles[$0] != nil }
    let shown = chosen(scene, profiled)
    let drawn = profiled.filter { shown.contains(panel(scene, $0)) }
    let classes = ProfileClass.allCases.filter { one in
      drawn.contains { cell in
        sides(input, cell).contains { (share($0.profile, one)?.value ?? 0) >= least }
      }
    }
    let pieces = drawn.flatMap { cell in sides(input, cell).flatMap { Self.pieces(input, cell, $0, classes) }
    }
    let title = "Where the CPU time goes"
    return ChartFigure(
      id: id, title: title, finding: finding(scene, pieces),
      gaps: gaps(scene, profiled, drawn), spec: pieces.isEmpty ? "" : spec(scene, pieces, classes, title),
      marks: pieces.count, rows: table(scene, pieces))
  }

  private static let other = "everything else"

  private struct End {
    let side: Side
    let profile: CellProfile
    let quantity: Figure
  }

  private static func sides(_ input: ReportInput, _ cell: Cell) -> [End] {
    guard let profiles = input.profiles[cell] else { return [] }
    return [
      profiles.sender.map { End(side: .sender, profile: $0, quantity: Figures.senderCost) },
      profiles.receiver.map { End(side: .receiver, profile: $0, quantity: Figures.receiverCost) },
    ].compactMap { $0 }
  }

  private static func share(_ profile: CellProfile, _ one: ProfileClass) -> ProfileShare? {
    try? profile.classes[one]?.get()
  }

  private static func panel(_ scene: ChartScene, _ cell: Cell) -> String {
    let setting = scene.setting(cell)
    return "\(SizeText.text(cell.messageBytes)) x \(cell.flows)\(setting.isEmpty ? "" : ", \(setting)")"
  }

  /// Panels spread evenly over the profiled ones, first and last among them.
  private static func chosen(_ scene: ChartScene, _ cells: [Cell]) -> Set<String> {
    let fewest = cells.map(\.flows).min()
    // Sizes matter more than flows to what the time goes to.
    let wanted = cells.filter { $0.flows == fewest }.sorted { $0.messageBytes < $1.messageBytes }
    var seen: Set<String> = []
    let panels = wanted.map { panel(scene, $0) }.filter { seen.insert($0).inserted }
    guard panels.count > mostPanels else { return Set(panels) }
    return Set((0..<mostPanels).map { panels[$0 * (panels.count - 1) / (mostPanels - 1)] })
  }

  private static func pieces(
    _ input: ReportInput, _ cell: Cell, _ end: End, _ classes: [ProfileClass]
  ) -> [Piece] {
    guard let cost = input.figures[cell, end.quantity]?.median, cost > 0, let samples = end.profile.samples,
      samples > 0
    else { return [] }
    var start = 0.0
    var pieces: [Piece] = []
    func add(_ title: String, _ share: Double, _ interval: Interval?) {
      guard share > 0 else { return }
      pieces.append(
        Piece(
          cell: cell, side: end.side, title: title, share: share, interval: interval, samples: samples,
          start: start * cost, end: (start + share) * cost))
      start += share
    }
    for one in classes {
      if let share = share(end.profile, one) { add(one.title, share.value, share.interval) }
    }
    let rest = ProfileClass.allCases.filter { !classes.contains($0) }
    add(other, rest.compactMap { share(end.profile, $0)?.value }.reduce(0, +), nil)
    return pieces
  }
}

// MARK: - Drawing

extension WhereTimeGoes {
  /// Copies warm, network work blue, everything else muted.
  private static func color(_ one: ProfileClass) -> String {
    switch one {
    case .userGather: "#e69f00"
    case .otherUser: "#f0d98c"
    case .copyToKernel: "#d55e00"
    case .deferredCopy: "#882255"
    case .copyToUser: "#cc79a7"
    case .pagePinning: "#117733"
    case .completions: "#009e73"
    case .socketBuffers: "#88ccee"
    case .tcpIP: "#0072b2"
    case .device: "#56b4e9"
    case .softirq: "#6b6ecf"
    case .memory: "#999933"
    case .locks: "#ddcc77"
    case .scheduler: "#777777"
    case .systemCall: "#b3b3b3"
    case .idle: "#eeeeee"
    case .other: "#5c5c5c"
    case .unknown: "#c7b8a3"
    }
  }

  private static func bar(_ scene: ChartScene, _ piece: Piece) -> String {
    "\(scene.series(piece.cell)), \(piece.side.rawValue)"
  }

  private static func spec(
    _ scene: ChartScene, _ pieces: [Piece], _ classes: [ProfileClass], _ title: String
  ) -> String {
    var seen: Set<String> = []
    let panels = pieces.map { panel(scene, $0.cell) }.filter { seen.insert($0).inserted }
    let bars = pieces.map { bar(scene, $0) }.filter { seen.insert("b \($0)").inserted }
    let y: JSON = [
      "field": "s", "type": "nominal", "title": nil, "sort": .strings(bars), "axis": ["labelLimit": 240],
    ]
    let x: JSON = [
      "field": "a", "type": "quantitative", "title": "CPU ns/byte", "axis": ["tickCount": 4],
      "scale": ["nice": false],
    ]
    let fill: JSON = [
      "field": "m", "type": "nominal",
      "legend": ["title": nil, "orient": "top", "columns": 5, "symbolType": "square"],
      "scale": [
        "domain": .strings(classes.map(\.title) + [other]),
        "range": .strings(classes.map(color) + ["#dddddd"]),
      ],
    ]
    let tip: JSON = [
      ChartTooltip.field("c", "cell"), ChartTooltip.field("m", "class"), ChartTooltip.field("v", "share"),
      ChartTooltip.field("i", "95 % interval"), ChartTooltip.field("k", "CPU time"),
      ChartTooltip.field("n", "CPU samples"), ChartTooltip.field("w", "caveats"),
    ]
    let layer: JSON = [
      [
        "mark": ["type": "bar", "stroke": "#ffffff", "strokeWidth": 0.7],
        "encoding": ["y": y, "x": x, "x2": ["field": "b"], "color": fill, "tooltip": tip],
      ],
      [
        "transform": [["filter": "datum.l != ''"]], "mark": ["type": "text", "fontSize": 10],
        "encoding": [
          "y": y, "x": ["field": "z", "type": "quantitative"], "text": ["field": "l", "type": "nominal"],
          "color": ["condition": ["test": "datum.p", "value": "#222222"], "value": "#ffffff"],
        ],
      ],
    ]
    let longest = Dictionary(pieces.map { (panel(scene, $0.cell), $0.end) }, uniquingKeysWith: max)
    let data = pieces.map { datum(scene, $0, panelLength: longest[panel(scene, $0.cell)] ?? 1) }
    let columns = min(panels.count, panels.count == 4 ? 2 : 3)
    let view = VegaFrame.panels(panels, data: data) { _, _ in
      ["width": .integer([420, 300, 210][columns - 1]), "height": ["step": 19], "layer": layer]
    }.adding([("columns", .integer(columns)), ("resolve", ["scale": ["x": "independent"]])])
    return VegaFrame.specification(
      scene, title: title,
      subtitle: [
        "CPU time per byte of either end, divided by its CPU samples. Figures in the bars: % of that end."
      ],
      views: [view]
    ).text
  }

  private static func datum(_ scene: ChartScene, _ piece: Piece, panelLength: Double) -> JSON {
    let one = ProfileClass.allCases.first { $0.title == piece.title }
    let style = SeriesStyle(color: one.map(color) ?? "#dddddd", shape: "", dash: [])
    let isWide = (piece.end - piece.start) / panelLength > 0.1
    let fields: [(String, JSON)] = [
      ("g", .string(panel(scene, piece.cell))), ("s", .string(bar(scene, piece))),
      ("m", .string(piece.title)),
      ("a", .drawn(piece.start)), ("b", .drawn(piece.end)), ("z", .drawn((piece.start + piece.end) / 2)),
      ("l", .string(isWide ? NumberText.fixed(piece.share * 100, 0) : "")), ("p", .flag(style.isPale)),
      ("k", .string("\(NumberText.figure(piece.end - piece.start)) ns/byte")),
    ]
    return .object(fields + ChartTooltip.fields(scene, piece.cell, text(piece)))
  }

  private static func text(_ piece: Piece) -> FigureText {
    let percent = { (share: Double) in NumberText.fixed(share * 100, 1) }
    return FigureText(
      median: "\(percent(piece.share)) %",
      interval: piece.interval.map { "[\(percent($0.lower)), \(percent($0.upper))]" } ?? "none: a sum",
      count: Int(min(max(0, piece.samples.rounded()), 0x1p53)))
  }

  private static func finding(_ scene: ChartScene, _ pieces: [Piece]) -> String {
    var best: [String: Piece] = [:]
    var order: [String] = []
    for piece in pieces where piece.interval != nil {
      let key = "\(bar(scene, piece)) at \(panel(scene, piece.cell))"
      if best[key] == nil { order.append(key) }
      if piece.share > best[key]?.share ?? 0 { best[key] = piece }
    }
    // The largest panel is where copies weigh most; the table has the others.
    let last = pieces.last.map { panel(scene, $0.cell) }
    let parts = order.compactMap { key -> String? in
      guard let piece = best[key], panel(scene, piece.cell) == last else { return nil }
      let text = text(piece)
      return "\(key): most in \(piece.title), \(text.median) \(text.interval)"
    }
    return parts.isEmpty ? "No CPU sample could be told apart." : parts.joined(separator: "; ") + "."
  }

  private static func gaps(_ scene: ChartScene, _ profiled: [Cell], _ drawn: [Cell]) -> [String] {
    var gaps: [String] = []
    var seen: Set<String> = []
    for cell in profiled {
      guard let profiles = scene.input.profiles[cell] else { continue }
      for (side, profile) in [(Side.sender, profiles.sender), (.receiver, profiles.receiver)] {
        let reasons = (profile?.classes ?? [:]).values.compactMap { result -> String? in
          guard case .failure(let missing) = result else { return nil }
          return missing.reason
        }
        for reason in Set(reasons).sorted() where seen.insert("\(side) \(reason)").inserted {
          gaps.append("\(side.rawValue) profile, first in \(scene.name(cell)): \(reason)")
        }
      }
    }
    let left = profiled.count - drawn.count
    return gaps
      + (left > 0
        ? ["\(left) of \(profiled.count) profiled cells are not drawn, to keep the rest legible"] : [])
  }

  private static func table(_ scene: ChartScene, _ pieces: [Piece]) -> ChartTable {
    ChartTable(
      header: ["cell", "end", "class", "% of CPU time", "95 % interval", "ns/byte"],
      rows: pieces.map { piece in
        let text = text(piece)
        return [
          scene.name(piece.cell), piece.side.rawValue, piece.title, text.median, text.interval,
          NumberText.figure(piece.end - piece.start),
        ]
      })
  }
}
