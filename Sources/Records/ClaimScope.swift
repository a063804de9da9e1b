/// For which figure and which cells a claim holds.
package struct ClaimScope: Hashable, Sendable {
  /// `Metric.name`.
  package var metric: String
  package var side: Side
  /// `goodput`, `sender CPU per byte`: what prose calls it.
  package var label: String
  package var better: Metric.Better
  /// Ascending; one for a claim about one size.
  package var messageBytes: [Int]
  package var receive: String
  package var flows: Int
  package var link: String
  package var options: CellOptions
  /// What the metric of each sample is divided by first; nil for the metric alone.
  package var divisor: Quantity?
  /// From the stored unit to that of the estimate; nil where the estimate is no value of the metric, as a ratio is none.
  package var scale: Double?

  package init(
    metric: String, side: Side, label: String, better: Metric.Better, messageBytes: [Int], receive: String,
    flows: Int, link: String, options: CellOptions, divisor: Quantity? = nil, scale: Double? = nil
  ) {
    self.metric = metric
    self.side = side
    self.label = label
    self.better = better
    self.messageBytes = messageBytes
    self.receive = receive
    self.flows = flows
    self.link = link
    self.options = options
    self.divisor = divisor
    self.scale = scale
  }

  /// What is unusual about the cells, to follow the words for the rest.
  package var departures: String {
    Cell.Block(receive: receive, messageBytes: 0, flows: flows, link: link, options: options).departures
  }
}

extension ClaimScope {
  /// - Parameters:
  ///   - label: what the claim calls the figure.
  ///   - messageBytes: ascending.
  package init(
    _ figure: Figure, label: String, scale: Double?, _ cell: Cell, messageBytes: [Int]
  ) {
    self.init(
      metric: figure.numerator.metric.name, side: figure.numerator.side, label: label, better: figure.better,
      messageBytes: messageBytes, receive: cell.receive, flows: cell.flows, link: cell.link,
      options: cell.options, divisor: figure.denominator?.quantity, scale: scale)
  }

  package func isAbout(_ figure: Figure) -> Bool {
    metric == figure.numerator.metric.name && side == figure.numerator.side
  }
}

/// Documents hold divisor and scale in an object of their own: that form is an interface.
extension ClaimScope: Codable {
  private enum CodingKeys: String, CodingKey {
    case metric, side, label, better, messageBytes, receive, flows, link, options, formula
  }

  private struct Formula: Codable {
    var divisor: String?
    var divisorSide: Side?
    var scale: Double
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let formula = try values.decodeIfPresent(Formula.self, forKey: .formula)
    self.init(
      metric: try values.decode(String.self, forKey: .metric),
      side: try values.decode(Side.self, forKey: .side),
      label: try values.decode(String.self, forKey: .label),
      better: try values.decode(Metric.Better.self, forKey: .better),
      messageBytes: try values.decode([Int].self, forKey: .messageBytes),
      receive: try values.decode(String.self, forKey: .receive),
      flows: try values.decode(Int.self, forKey: .flows), link: try values.decode(String.self, forKey: .link),
      options: try values.decode(CellOptions.self, forKey: .options),
      divisor: formula?.divisor.flatMap { name in formula?.divisorSide.map { Quantity(name, $0) } },
      scale: formula?.scale)
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(metric, forKey: .metric)
    try values.encode(side, forKey: .side)
    try values.encode(label, forKey: .label)
    try values.encode(better, forKey: .better)
    try values.encode(messageBytes, forKey: .messageBytes)
    try values.encode(receive, forKey: .receive)
    try values.encode(flows, forKey: .flows)
    try values.encode(link, forKey: .link)
    try values.encode(options, forKey: .options)
    guard divisor != nil || scale != nil else { return }
    let formula = Formula(divisor: divisor?.metric, divisorSide: divisor?.side, scale: scale ?? 1)
    try values.encode(formula, forKey: .formula)
  }
}
