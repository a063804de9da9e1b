/// For which measure and which cells a claim holds.
package struct ClaimScope: Codable, Hashable, Sendable {
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
  /// What is done with the metric of each sample first; nil for the metric as it is stored.
  package var formula: ClaimFormula?

  package init(
    metric: String, side: Side, label: String, better: Metric.Better, messageBytes: [Int], receive: String,
    flows: Int, link: String, options: CellOptions, formula: ClaimFormula? = nil
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
    self.formula = formula
  }

  /// What is unusual about the cells, to follow the words for the rest.
  package var departures: String {
    Cell.Block(receive: receive, messageBytes: 0, flows: flows, link: link, options: options).departures
  }
}
