import Records

extension ClaimScope {
  /// The scope of a claim about cells that differ in size (and in what sends) only.
  init(_ measure: Figure, _ cell: Cell, messageBytes: [Int]) {
    self.init(
      measure, label: measure.label, scale: measure.denominator == nil ? nil : 1, cell,
      messageBytes: messageBytes)
  }
}

extension ClaimEstimate {
  /// A ratio of pairs; `inverted` turns candidate / baseline into baseline / candidate.
  init(_ ratio: RatioEstimate, _ method: IntervalMethod, inverted: Bool = false) {
    let interval = ratio.interval
    self.init(
      value: inverted ? 1 / ratio.ratio : ratio.ratio, lower: inverted ? 1 / interval.upper : interval.lower,
      upper: inverted ? 1 / interval.lower : interval.upper, confidence: interval.confidence, unit: "1",
      estimand: RatioEstimate.estimand, method: method.rawValue)
  }
}
