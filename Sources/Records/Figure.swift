/// A figure is what people read of a cell and compare: one recorded metric, or one divided by another.
///
/// Samples store values in the unit of the metric; `scale` leads from there to `unit`. Two figures of one name are one
/// figure.
package struct Figure: Sendable {
  /// The name is stable: the column in the report's data has it. Lower case, words joined by `_`.
  package let name: String
  /// The words beside a unit, on axes and in tables: `sender CPU`.
  package let title: String
  /// The words without a unit, in verdicts and sentences: `sender CPU per byte`.
  package let label: String
  /// Unit of scaled values.
  package let unit: String
  package let numerator: Term
  /// Nil: the value is the numerator's.
  package let denominator: Term?
  /// Value in `unit` = scale x numerator / denominator.
  package let scale: Double
  /// What one stored value is counted by; nil for a figure by which no cells are compared.
  package let basis: Basis?

  /// A metric of one side.
  package struct Term: Hashable, Sendable {
    package let metric: Metric
    package let side: Side

    package init(_ metric: Metric, _ side: Side) {
      self.metric = metric
      self.side = side
    }

    /// Under which readings are found.
    package var quantity: Quantity { Quantity(metric, side) }
  }

  /// What one value is counted by, which fixes its relation to the cost of a message.
  package enum Basis: Sendable {
    /// bit/s over all flows.
    case bitsPerSecond
    /// ns, or events, per byte.
    case perByte
    /// ns per message of a flow.
    case perMessage
  }

  /// - Parameters:
  ///   - label: nil for the title.
  ///   - unit: nil for that of the metric.
  package init(
    _ name: String, _ title: String, label: String? = nil, _ metric: Metric, _ side: Side,
    per denominator: Term? = nil, unit: String? = nil, scale: Double = 1, basis: Basis? = nil
  ) {
    self.name = name
    self.title = title
    self.label = label ?? title
    self.unit = unit ?? metric.unit
    self.numerator = Term(metric, side)
    self.denominator = denominator
    self.scale = scale
    self.basis = basis
  }

  /// Which direction is better when two cells are compared.
  package var better: Metric.Better { numerator.metric.better }

  /// Whether a candidate with `ratio` = candidate / baseline above 1 is the better one.
  package var higherIsBetter: Bool { better == .higher }

  /// Unit of values that are not scaled.
  package var storedUnit: String { denominator == nil ? numerator.metric.unit : unit }
}

extension Figure: Hashable {
  package static func == (left: Figure, right: Figure) -> Bool { left.name == right.name }

  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Figure {
  /// How a sample's value is made of two readings: a figure without its words, for the loop over all samples.
  package struct Rule: Sendable {
    /// Whether a second reading is needed.
    package let isRatio: Bool

    package init(_ figure: Figure) { isRatio = figure.denominator != nil }

    /// The stored value, not scaled; nil when a part was not read, and for a denominator of 0.
    ///
    /// - Parameter amount: of the denominator; not looked at where there is none.
    package func value(_ value: Double?, per amount: Double?) -> Double? {
      guard let value, value.isFinite else { return nil }
      guard isRatio else { return value }
      guard let amount, amount.isFinite, amount > 0 else { return nil }
      return value / amount
    }
  }

  /// Nanoseconds per message that a stored value stands for; nil when it is not positive.
  ///
  /// Goodput becomes the message interval: window x flows / messages.
  package func costPerMessage(_ value: Double, bytes: Int, flows: Int) -> Double? {
    guard value > 0, value.isFinite else { return nil }
    switch basis {
    case .bitsPerSecond: return Double(bytes) * 8e9 * Double(flows) / value
    case .perByte: return value * Double(bytes)
    case .perMessage: return value
    case nil: return nil
    }
  }
}
