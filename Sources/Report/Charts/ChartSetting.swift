import Analysis
import Records

/// What tells cells apart beside primitive, size and flows, in words: only what differs within one sweep.
struct ChartSetting: Sendable {
  private let differing: [Part]
  /// What goes with the number of flows instead of telling cells apart: `pinning split (1 flow), none (2, 4 flows)`.
  let alongFlows: [String]

  private typealias Part = @Sendable (Cell) -> String

  private static let parts: [Part] = [
    { $0.link },
    { "receive by \($0.receive)" },
    { "\($0.options.fields) fields" },
    { $0.options.congestion },
    { $0.options.nodelay ? "no delay" : "delay allowed" },
    { "pinning \($0.options.pinning.rawValue)" },
    { "receive buffer \(SizeText.text($0.options.receiveBufferBytes))" },
    { buffer("SO_SNDBUF", $0.options.sendBufferBytes) },
    { buffer("SO_RCVBUF", $0.options.receiveSocketBufferBytes) },
    { buffer("MSS", $0.options.maximumSegmentBytes) },
    { $0.options.footprintBytes == nil ? "hot memory" : "\($0.options.footprintText) of memory" },
    { $0.options.messagesPerFlow.map { "\($0) messages a flow" } ?? "by time" },
  ]

  private struct Place: Hashable {
    let subject: ClaimSubject
    let bytes: Int
    let flows: Int
  }

  init(_ cells: [Cell]) {
    let places = Dictionary(grouping: cells) {
      Place(subject: ClaimSubject($0), bytes: $0.messageBytes, flows: $0.flows)
    }
    let varying = Self.parts.filter { part in Set(cells.map(part)).count > 1 }
    // A part that follows from the place of a cell needs no panel of its own: one that splits places does.
    let splits = varying.map { part in places.values.contains { Set($0.map(part)).count > 1 } }
    differing = zip(varying, splits).filter(\.1).map(\.0)
    alongFlows = zip(varying, splits).filter { !$0.1 }.map { Self.words($0.0, cells) }
  }

  /// `veth, 16 fields`; empty where nothing differs.
  func text(_ cell: Cell) -> String {
    differing.map { $0(cell) }.joined(separator: ", ")
  }

  private static func words(_ part: Part, _ cells: [Cell]) -> String {
    var order: [String] = []
    var flows: [String: Set<Int>] = [:]
    for cell in cells {
      let text = part(cell)
      if flows[text] == nil { order.append(text) }
      flows[text, default: []].insert(cell.flows)
    }
    return order.map { text in
      let numbers = (flows[text] ?? []).sorted().map { "\($0)" }.joined(separator: ", ")
      return "\(text) (\(numbers == "1" ? "1 flow" : "\(numbers) flows"))"
    }.joined(separator: ", ")
  }

  private static func buffer(_ name: String, _ bytes: Int?) -> String {
    "\(name) \(bytes.map(SizeText.text) ?? "tuned")"
  }
}
