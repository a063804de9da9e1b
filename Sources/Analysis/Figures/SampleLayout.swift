import Records

/// Where the readings of quantities stand in a sample: found once, for most samples of a sweep look alike.
struct SampleLayout: Sendable {
  private let names: [Quantity]
  /// By quantity: positions of numerator and denominator; nil for one that is not there.
  private let places: [(numerator: Int?, denominator: Int?)]

  init(_ readings: [Reading], _ quantities: [FigureQuantity]) {
    let names = readings.map { Quantity($0.metric, $0.side) }
    self.names = names
    places = quantities.map { quantity in
      (
        names.firstIndex(of: quantity.numerator),
        quantity.denominator.flatMap { names.firstIndex(of: $0) }
      )
    }
  }

  /// Whether the readings stand where those of the layout do.
  func fits(_ readings: [Reading]) -> Bool {
    guard readings.count == names.count else { return false }
    for index in names.indices {
      guard readings[index].side == names[index].side, readings[index].metric == names[index].metric else {
        return false
      }
    }
    return true
  }

  /// The readings of the quantity at an index of the list the layout was made for.
  func readings(_ index: Int, of sample: Sample) -> (numerator: Reading?, denominator: Reading?) {
    let place = places[index]
    return (place.numerator.map { sample.readings[$0] }, place.denominator.map { sample.readings[$0] })
  }
}
