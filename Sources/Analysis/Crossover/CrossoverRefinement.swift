import Foundation

/// `--refine`: the next size to measure so that a crossing is bracketed more closely.
package enum CrossoverRefinement {
  /// Brackets with a ratio up to this are narrow enough.
  package static let closeEnough = 2.0

  /// Bytes of the size to add; nil when the bracket is close enough, or its sizes cannot be told apart any more.
  ///
  /// The widest gap that has a decided size at one end is halved on the log scale; a gap between two sizes at
  /// which nobody is ahead holds nothing that more sizes could decide.
  package static func nextSize(_ finding: CrossoverFinding) -> Int? {
    guard case .at(let crossover) = finding.answer, let bracket = crossover.bracket,
      bracket.ratio > closeEnough
    else { return nil }
    var widest: (lower: Int, upper: Int)?
    let sizes = finding.question.sizes.map(\.bytes)
    for index in sizes.indices.dropLast() {
      let lower = sizes[index]
      let upper = sizes[index + 1]
      guard lower >= bracket.lowerBytes && upper <= bracket.upperBytes else { continue }
      let isOpen = !isDecided(finding.verdicts[index]) && !isDecided(finding.verdicts[index + 1])
      guard !isOpen, Double(upper) / Double(lower) > closeEnough.squareRoot() * 1.01 else { continue }
      if let known = widest, ratio(known) >= Double(upper) / Double(lower) { continue }
      widest = (lower, upper)
    }
    return widest.flatMap { middle($0.lower, $0.upper) }
  }

  private static func isDecided(_ verdict: SizeVerdict) -> Bool {
    verdict == .candidate || verdict == .baseline
  }

  private static func ratio(_ gap: (lower: Int, upper: Int)) -> Double {
    Double(gap.upper) / Double(gap.lower)
  }

  /// Geometric middle, as a round number of binary digits: 8Ki between 4Ki and 16Ki, 5.75Ki between 4Ki and 8Ki.
  private static func middle(_ lower: Int, _ upper: Int) -> Int? {
    let exact = (Double(lower) * Double(upper)).squareRoot()
    let unit = exp2(max(0, (log2(exact) - 5).rounded(.down)))
    let rounded = Int((exact / unit).rounded() * unit)
    return rounded > lower && rounded < upper ? rounded : nil
  }
}
