extension CrossoverFinding {
  /// Where the affine cost models of both cross outside the measured sizes, on the side on which the follower gains.
  ///
  /// Nil unless both fits are usable, the crossing has a bounded interval wholly outside and within
  /// `extrapolationLimit`, and it stays within 2 x when any one size is left out.
  static func extrapolated(_ question: CrossoverQuestion, candidateLeads: Bool) -> Crossover? {
    guard let costs = question.costs?() else { return nil }
    let (candidate, baseline) = costs.candidate.common(with: costs.baseline)
    guard let smallest = candidate.points.first?.bytes, let largest = candidate.points.last?.bytes,
      candidate.points == baseline.points, candidate.points.count >= AffineModel.fewestSizes,
      let root = root((candidate, nil), (baseline, nil), needsQuality: true)
    else { return nil }
    let limits = root.limits
    let isAbove = limits.lower > Double(largest)
    let isBelow = limits.upper < Double(smallest)
    guard isAbove || isBelow, limits.lower >= 1 else { return nil }
    guard limits.upper <= extrapolationLimit * Double(largest),
      limits.lower >= Double(smallest) / extrapolationLimit
    else { return nil }
    // A size left out changes no other size's median.
    let medians = (candidate.medians, baseline.medians)
    for left in candidate.points.indices {
      let rest = [(candidate, medians.0), (baseline, medians.1)].map { table, medians -> Fitted in
        (table.without(left), Array(medians[..<left] + medians[(left + 1)...]))
      }
      guard let other = self.root(rest[0], rest[1], needsQuality: false),
        other.bytes > 0.5 * root.bytes, other.bytes < 2 * root.bytes
      else { return nil }
    }
    return Crossover(
      bytes: root.bytes, interval: limits, bracket: nil, candidateLeadsAbove: isAbove != candidateLeads)
  }

  private struct ModelRoot {
    var bytes: Double
    var limits: Interval
  }

  /// What is fitted; its medians where they are known.
  private typealias Fitted = (table: CostTable, medians: [Double]?)

  private static func root(_ candidate: Fitted, _ baseline: Fitted, needsQuality: Bool) -> ModelRoot? {
    guard let first = affine(candidate), let second = affine(baseline) else { return nil }
    guard !needsQuality || (first.quality.isUsable && second.quality.isUsable) else { return nil }
    // The straight difference between 0 bytes and 1 byte, extended.
    var atZero: [Double] = []
    var atOne: [Double] = []
    let (left, right) = (first.coefficientsByRound, second.coefficientsByRound)
    for round in left[0].indices {
      atZero.append(right[0][round] - left[0][round])
      atOne.append(atZero[round] + right[1][round] - left[1][round])
    }
    guard let line = LinearRoot(atZero, atOne), let bytes = line.root, line.isBounded else { return nil }
    let limits = line.boundaries
    guard limits.count == 2 else { return nil }
    return ModelRoot(bytes: bytes, limits: Interval(lower: limits[0], upper: limits[1]))
  }

  private static func affine(_ costs: Fitted) -> CostFit? {
    CostFit(costs.table, model: AffineModel.self, terms: [.call, .byte], medians: costs.medians)
  }
}
