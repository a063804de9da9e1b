/// Weighted least squares with one design and many right-hand sides: the projection is made once.
package struct WeightedLeastSquares: Sendable {
  /// By coefficient, then by point: coefficients = projection x values.
  private let projection: [[Double]]

  /// Nil where the columns of the design are not independent.
  ///
  /// - Parameter design: by point, then by term.
  package init?(design: [[Double]], weights: [Double]) {
    guard let terms = design.first?.count, terms > 0, design.count >= terms else { return nil }
    // Columns are scaled to length 1: bytes and calls differ by six orders of magnitude.
    var scales = [Double](repeating: 0, count: terms)
    for (row, weight) in zip(design, weights) {
      for term in 0..<terms { scales[term] += weight * row[term] * row[term] }
    }
    guard scales.allSatisfy({ $0 > 0 }) else { return nil }
    for term in 0..<terms { scales[term] = scales[term].squareRoot() }
    // Normal equations beside the weighted, transposed design: elimination turns the latter into the projection.
    var rows = Array(repeating: [Double](repeating: 0, count: terms + design.count), count: terms)
    for (point, row) in design.enumerated() {
      for i in 0..<terms {
        let weighted = weights[point] * row[i] / scales[i]
        rows[i][terms + point] = weighted
        for j in 0..<terms { rows[i][j] += weighted * row[j] / scales[j] }
      }
    }
    guard WeightedLeastSquares.eliminate(&rows, terms) else { return nil }
    projection = (0..<terms).map { i in rows[i][terms...].map { $0 / scales[i] } }
  }

  /// By coefficient, then by right-hand side.
  package func coefficients(_ sides: [[Double]]) -> [[Double]] {
    projection.map { row in
      sides.map { values in
        var sum = 0.0
        for i in values.indices { sum += row[i] * values[i] }
        return sum
      }
    }
  }

  /// Gauss and Jordan with partial pivoting; false where a pivot vanishes.
  private static func eliminate(_ rows: inout [[Double]], _ terms: Int) -> Bool {
    for column in 0..<terms {
      var pivot = column
      for row in column..<terms where abs(rows[row][column]) > abs(rows[pivot][column]) { pivot = row }
      guard abs(rows[pivot][column]) > 1e-10 else { return false }
      rows.swapAt(pivot, column)
      let scale = 1 / rows[column][column]
      for index in rows[column].indices { rows[column][index] *= scale }
      for row in 0..<terms where row != column {
        let factor = rows[row][column]
        guard factor != 0 else { continue }
        for index in rows[row].indices { rows[row][index] -= factor * rows[column][index] }
      }
    }
    return true
  }
}
