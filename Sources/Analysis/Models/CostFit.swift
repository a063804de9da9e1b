import Foundation

/// A cost model fitted to the rounds of one primitive.
///
/// Each round is fitted by itself, by least squares weighted with 1 / median cost squared (noise is relative); the
/// coefficients' intervals are t intervals over rounds, which need no assumption about how sizes vary together.
package struct CostFit: Sendable {
  package let model: String
  package let coefficients: [CostCoefficient]
  /// In the order of the table's points: fitted / median of the measured costs - 1.
  package let relativeErrors: [Double]
  package let points: [CostPoint]
  package let rounds: [Int]
  /// Akaike's criterion with Hurvich & Tsai's correction over the points; lower is better.
  package let criterion: Double
  /// By coefficient, then by round: for what combines two fits.
  package let coefficientsByRound: [[Double]]
  private let terms: [CostTerm]

  /// Nil with fewer than 3 rounds, or where the points cannot tell the terms apart.
  ///
  /// - Parameter medians: of the table, for whoever fits several models to it.
  package init?(_ table: CostTable, model: any CostModel.Type, terms: [CostTerm], medians: [Double]? = nil) {
    guard table.rounds.count >= 3, table.points.count > terms.count else { return nil }
    let centers = medians ?? table.medians
    guard centers.allSatisfy({ $0 > 0 }) else { return nil }
    let design = CostFit.design(table, terms)
    let solver = WeightedLeastSquares(columns: design, weights: centers.map { 1 / ($0 * $0) })
    guard let solver else { return nil }
    let byRound = solver.coefficients(table.costs)
    var coefficients: [CostCoefficient] = []
    for (index, term) in terms.enumerated() {
      guard let estimate = MeanEstimate(byRound[index]) else { return nil }
      coefficients.append(CostCoefficient(name: term.name, estimate: estimate))
    }
    let errors = CostFit.relativeErrors(design, coefficients.map(\.estimate.mean), centers)
    self.model = model.name
    self.coefficients = coefficients
    relativeErrors = errors
    points = table.points
    rounds = table.rounds
    coefficientsByRound = byRound
    self.terms = terms
    criterion = CostFit.criterion(errors, terms: terms, model: model)
  }

  /// The criterion that a fit would have, without its intervals: a fit of the mean costs is the mean of the rounds' fits.
  ///
  /// Nil where there is no fit.
  static func criterion(
    _ table: CostTable, model: any CostModel.Type, terms: [CostTerm], medians: [Double], means: [Double]
  ) -> Double? {
    guard table.rounds.count >= 3, table.points.count > terms.count, medians.allSatisfy({ $0 > 0 }) else {
      return nil
    }
    let design = design(table, terms)
    let solver = WeightedLeastSquares(columns: design, weights: medians.map { 1 / ($0 * $0) })
    guard let solver else { return nil }
    let errors = relativeErrors(design, terms.indices.map { solver.coefficient($0, means) }, medians)
    return criterion(errors, terms: terms, model: model)
  }

  /// By term, then by point.
  private static func design(_ table: CostTable, _ terms: [CostTerm]) -> [[Double]] {
    terms.map { term in table.points.map(term.amount) }
  }

  /// Fitted / median - 1, by point.
  private static func relativeErrors(
    _ design: [[Double]], _ coefficients: [Double], _ medians: [Double]
  ) -> [Double] {
    var errors = [Double](repeating: 0, count: medians.count)
    for (column, coefficient) in zip(design, coefficients) {
      for (point, amount) in column.enumerated() { errors[point] += amount * coefficient }
    }
    for (point, median) in medians.enumerated() { errors[point] = errors[point] / median - 1 }
    return errors
  }

  /// Nanoseconds a message costs by the model.
  package func cost(_ point: CostPoint) -> Double {
    var sum = 0.0
    for (term, coefficient) in zip(terms, coefficients) {
      sum += term.amount(point) * coefficient.estimate.mean
    }
    return sum
  }

  package var perCall: MeanEstimate { coefficients[0].estimate }
  package var perByte: MeanEstimate { coefficients[1].estimate }
  /// Nanoseconds per 1,024 bytes.
  package var perKiB: MeanEstimate { perByte.scaled(by: 1024) }
  /// Nanoseconds per 4,096 bytes.
  package var perPage: MeanEstimate { perByte.scaled(by: 4096) }
  package var quality: FitQuality { FitQuality(self) }

  private static func criterion(_ errors: [Double], terms: [CostTerm], model: any CostModel.Type) -> Double {
    var squares = 0.0
    for error in errors { squares += error * error }
    let n = Double(errors.count)
    // The variance is estimated, too.
    let k = Double(terms.count + 1 + model.chosenParameters)
    guard n - k - 1 > 0 else { return .infinity }
    // Errors of a hundredth of a per cent are as good as none.
    return n * log(max(squares / n, 1e-8)) + 2 * k + 2 * k * (k + 1) / (n - k - 1)
  }
}
