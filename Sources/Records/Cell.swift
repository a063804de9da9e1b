/// One point of a sweep: what is sent, how, how much at a time, over how many flows, over what.
package struct Cell: Codable, Hashable, Sendable {
  /// Send primitive (`two-copy`) or peer (`iperf3`).
  package var primitive: String
  /// Build of the worker that runs it; `default` unless `--variant` names others.
  package var variant: String
  package var receive: String
  package var messageBytes: Int
  package var flows: Int
  package var link: String
  package var options: CellOptions

  package static let defaultVariant = "default"

  package init(
    primitive: String, variant: String = Cell.defaultVariant, receive: String = Defaults.receive,
    messageBytes: Int, flows: Int, link: String, options: CellOptions = CellOptions()
  ) {
    self.primitive = primitive
    self.variant = variant
    self.receive = receive
    self.messageBytes = messageBytes
    self.flows = flows
    self.link = link
    self.options = options
  }

  /// The cells that may be compared with each other: everything but what sends (primitive and variant).
  package var block: Block {
    Block(receive: receive, messageBytes: messageBytes, flows: flows, link: link, options: options)
  }

  package struct Block: Codable, Hashable, Sendable {
    package var receive: String
    package var messageBytes: Int
    package var flows: Int
    package var link: String
    package var options: CellOptions
  }
}

extension Cell {
  /// What tells most cells of a sweep apart; the rest is left to `==`, so that looking a cell up stays cheap.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(primitive)
    hasher.combine(variant)
    hasher.combine(messageBytes)
    hasher.combine(flows)
    hasher.combine(link)
    hasher.combine(options)
  }
}

extension Cell.Block {
  /// Likewise.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(messageBytes)
    hasher.combine(flows)
    hasher.combine(link)
    hasher.combine(options)
  }
}

extension Cell: CustomStringConvertible {
  /// `one-copy[new] 64Ki x 2 over veth, 16 fields`: options are named where they are unusual (`CellAxis`).
  package var description: String {
    let build = variant == Cell.defaultVariant ? "" : "[\(variant)]"
    return "\(primitive)\(build) \(block)"
  }
}

extension Cell.Block: CustomStringConvertible {
  /// `64Ki x 2 over veth, 16 fields`.
  package var description: String { "\(MessageSize(messageBytes)) x \(flows) over \(link)\(departures)" }
}
