import Records

/// Where wanted quantities stand among the readings of samples: found once for each kind of sample, because most
/// samples of a sweep hold the same readings in the same order.
package struct ReadingPlaces: Sendable {
  private let wanted: [Quantity]
  private var kinds: [Kind] = []

  /// More kinds than primitives and failures make; a sweep with still more starts over.
  private static let mostKinds = 64

  private struct Kind {
    /// Of all readings, in their order.
    var names: [Quantity]
    /// Of the wanted quantities, in their order.
    var places: [Int?]

    func fits(_ readings: [Reading]) -> Bool {
      guard readings.count == names.count else { return false }
      for index in names.indices {
        guard readings[index].side == names[index].side, readings[index].metric == names[index].metric else {
          return false
        }
      }
      return true
    }
  }

  package init(_ wanted: [Quantity]) {
    self.wanted = wanted
  }

  /// The position of each wanted quantity; nil for one that the sample never tried to read.
  package mutating func places(in readings: [Reading]) -> [Int?] {
    if let known = kinds.first(where: { $0.fits(readings) }) { return known.places }
    let names = readings.map { Quantity($0.metric, $0.side) }
    let kind = Kind(names: names, places: wanted.map { names.firstIndex(of: $0) })
    if kinds.count == Self.mostKinds { kinds.removeAll() }
    kinds.append(kind)
    return kind.places
  }
}
