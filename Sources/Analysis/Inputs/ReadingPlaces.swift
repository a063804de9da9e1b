import Records

/// Where wanted quantities stand among the readings of samples: found once for each kind of sample.
package struct ReadingPlaces: Sendable {
  private let wanted: [Quantity]
  /// Of the wanted quantities, in their order.
  private var places = ByReadingKind<[Int?]>()

  package init(_ wanted: [Quantity]) {
    self.wanted = wanted
  }

  /// The numerators of figures, then their denominators: the numerator again where there is none.
  package init(_ figures: [Figure]) {
    self.init(figures.map(\.numerator.quantity) + figures.map { ($0.denominator ?? $0.numerator).quantity })
  }

  /// The position of each wanted quantity; nil for one that the sample never tried to read.
  package mutating func places(in readings: Readings) -> [Int?] {
    places.value(of: readings.kind) { [wanted] kind in wanted.map { kind.place(of: $0.metric, $0.side) } }
  }
}
