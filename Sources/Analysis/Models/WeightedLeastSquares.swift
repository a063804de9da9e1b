/// Weighted least squares with one design and many right-hand sides: the projection is made once.
///
/// A sweep with many sizes asks for thousands of designs, a place for a knee each: everything stands in one block of
/// memory by column, so that loops run along it.
package struct WeightedLeastSquares: Sendable {
  /// By coefficient, then by point: coefficients = projection x values.
  private let projection: [Double]
  private let terms: Int
  private let points: Int

  /// Nil where the columns of the design are not independent.
  ///
  /// - Parameters:
  ///   - columns: of the design, one per term, each with a number per point.
  ///   - weights: by point.
  package init?(columns: [[Double]], weights: [Double]) {
    let terms = columns.count
    let points = weights.count
    guard terms > 0, points >= terms else { return nil }
    // Columns are scaled to length 1: bytes and calls differ by six orders of magnitude.
    let scales = columns.map { WeightedLeastSquares.length($0, weights) }
    guard scales.allSatisfy({ $0 > 0 }) else { return nil }
    // Normal equations beside the weighted, transposed design: elimination turns the latter into the projection.
    let width = terms + points
    var rows: [Double] = []
    rows.reserveCapacity(terms * width)
    for (column, scale) in zip(columns, scales) {
      let weighted = zip(weights, column).map { $0 * $1 / scale }
      for (other, length) in zip(columns, scales) {
        rows.append(WeightedLeastSquares.product(weighted, other, over: length))
      }
      rows += weighted
    }
    guard WeightedLeastSquares.eliminate(&rows, terms, width) else { return nil }
    var projection: [Double] = []
    projection.reserveCapacity(terms * points)
    for (term, scale) in scales.enumerated() {
      for index in (term * width + terms)..<((term + 1) * width) { projection.append(rows[index] / scale) }
    }
    self.projection = projection
    self.terms = terms
    self.points = points
  }

  /// By coefficient, then by right-hand side.
  package func coefficients(_ sides: [[Double]]) -> [[Double]] {
    (0..<terms).map { term in sides.map { coefficient(term, $0) } }
  }

  /// One coefficient of one right-hand side, which has a value per point.
  func coefficient(_ term: Int, _ values: [Double]) -> Double {
    var sum = 0.0
    let start = term * points
    for point in values.indices { sum += projection[start + point] * values[point] }
    return sum
  }

  private static func length(_ column: [Double], _ weights: [Double]) -> Double {
    var squares = 0.0
    for (value, weight) in zip(column, weights) { squares += weight * value * value }
    return squares.squareRoot()
  }

  private static func product(_ first: [Double], _ second: [Double], over length: Double) -> Double {
    var sum = 0.0
    for (left, right) in zip(first, second) { sum += left * right / length }
    return sum
  }

  /// Gauss and Jordan with partial pivoting; false where a pivot vanishes.
  private static func eliminate(_ rows: inout [Double], _ terms: Int, _ width: Int) -> Bool {
    for column in 0..<terms {
      var pivot = column
      for row in column..<terms
      where abs(rows[row * width + column]) > abs(rows[pivot * width + column]) { pivot = row }
      guard abs(rows[pivot * width + column]) > 1e-10 else { return false }
      let start = column * width
      if pivot != column {
        for index in 0..<width { rows.swapAt(pivot * width + index, start + index) }
      }
      let scale = 1 / rows[start + column]
      for index in start..<(start + width) { rows[index] *= scale }
      for row in 0..<terms where row != column {
        let factor = rows[row * width + column]
        guard factor != 0 else { continue }
        let other = row * width
        for index in 0..<width { rows[other + index] -= factor * rows[start + index] }
      }
    }
    return true
  }
}
