/// Whether a fit describes its points well enough to be quoted.
package struct FitQuality: Sendable, Equatable {
  package let greatestRelativeError: Double
  /// What is wrong, in words; empty for a usable fit.
  package let faults: [String]

  /// A fit that misses a point by more than this is not quoted.
  package static let greatestAllowed = 0.10

  package var isUsable: Bool { faults.isEmpty }

  package init(_ fit: CostFit) {
    var worst = 0
    for index in fit.relativeErrors.indices
    where abs(fit.relativeErrors[index]) > abs(fit.relativeErrors[worst]) { worst = index }
    greatestRelativeError = abs(fit.relativeErrors[worst])
    var faults: [String] = []
    if greatestRelativeError > FitQuality.greatestAllowed {
      let size = SizeText.text(fit.points[worst].bytes)
      faults.append("it misses \(size) by \(Percent.text(greatestRelativeError))")
    }
    if fit.perByte.mean <= 0 { faults.append("its cost falls with size") }
    self.faults = faults
  }
}
