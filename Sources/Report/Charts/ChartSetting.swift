import Analysis
import Records

/// What tells cells apart beside primitive, size and flows, in words: only what differs within one sweep.
struct ChartSetting: Sendable {
  private let differing: [@Sendable (Cell) -> String]

  private static let parts: [@Sendable (Cell) -> String] = [
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
    { $0.options.messagesPerFlow.map { "\($0) messages a flow" } ?? "by time" },
  ]

  init(_ cells: [Cell]) {
    differing = Self.parts.filter { part in Set(cells.map(part)).count > 1 }
  }

  /// `veth, 16 fields`; empty where nothing differs.
  func text(_ cell: Cell) -> String {
    differing.map { $0(cell) }.joined(separator: ", ")
  }

  private static func buffer(_ name: String, _ bytes: Int?) -> String {
    "\(name) \(bytes.map(SizeText.text) ?? "tuned")"
  }
}
