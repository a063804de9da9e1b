import Foundation

/// The answer to a crossover question and what it rests on.
package struct CrossoverFinding: Sendable {
  package let question: CrossoverQuestion
  /// One per size, ascending.
  package let verdicts: [SizeVerdict]
  package let answer: CrossoverAnswer
  /// Least size from which on the candidate is ahead, or equal, at every measured size, beginning with ahead.
  package let aheadFromBytes: Int?
  /// Rounds of the size with the fewest.
  package let rounds: Int

  /// Farther from the measured sizes nothing is predicted.
  package static let extrapolationLimit = 16.0

  package init(_ question: CrossoverQuestion, margin: Double = 0.05, floor: NoiseFloor? = nil) {
    self.question = question.answered
    let verdicts = SizeVerdict.verdicts(question.sizes, margin: margin, floor: floor)
    self.verdicts = verdicts
    rounds = question.sizes.map(\.rounds.count).min() ?? 0
    aheadFromBytes = CrossoverFinding.aheadFrom(question.sizes, verdicts)
    answer = CrossoverFinding.answer(question, verdicts)
  }

  private static func answer(_ question: CrossoverQuestion, _ verdicts: [SizeVerdict]) -> CrossoverAnswer {
    let decided = verdicts.indices.filter { verdicts[$0] == .candidate || verdicts[$0] == .baseline }
    guard let first = decided.first, let last = decided.last else {
      let isEqual = !verdicts.isEmpty && verdicts.allSatisfy { $0 == .equal }
      return isEqual ? .never : .notResolvable(.noDifference)
    }
    let changes = zip(decided, decided.dropFirst()).filter { verdicts[$0] != verdicts[$1] }
    let brackets = changes.map {
      Crossover.Bracket(lowerBytes: question.sizes[$0].bytes, upperBytes: question.sizes[$1].bytes)
    }
    if changes.count > 1 { return .signChanges(brackets) }
    if let change = changes.first {
      guard let crossover = crossover(question.sizes, change, verdicts[last] == .candidate) else {
        return .notResolvable(.noCommonRounds)
      }
      return .at(crossover)
    }
    let ends = [0..<first, (last + 1)..<verdicts.count].flatMap { $0 }.filter { verdicts[$0] == .undecided }
    if let open = ends.first {
      return .notResolvable(
        .openEnd(candidateLeads: verdicts[first] == .candidate, bytes: question.sizes[open].bytes))
    }
    if let outside = extrapolated(question, candidateLeads: verdicts[first] == .candidate) {
      return .extrapolated(outside)
    }
    return verdicts[first] == .candidate ? .aheadThroughout : .never
  }

  private static func aheadFrom(_ sizes: [SizeComparison], _ verdicts: [SizeVerdict]) -> Int? {
    var from: Int?
    for index in verdicts.indices.reversed() {
      if verdicts[index] == .candidate { from = sizes[index].bytes }
      if verdicts[index] == .baseline || verdicts[index] == .undecided { break }
    }
    return from
  }

  /// The crossing between two decided sizes, over the measured sizes in between.
  private static func crossover(
    _ sizes: [SizeComparison], _ change: (Int, Int), _ candidateLeadsAbove: Bool
  ) -> Crossover? {
    let inside = Array(sizes[change.0...change.1])
    var lower: Double?
    var upper: Double?
    var root: Double?
    for (left, right) in zip(inside, inside.dropFirst()) {
      let (first, second) = shared(left, right)
      guard let segment = LinearRoot(first, second) else { return nil }
      let start = Double(left.bytes)
      let span = Double(right.bytes - left.bytes)
      if let kept = segment.kept(in: 0...1) {
        lower = min(lower ?? .infinity, start + span * kept.lowerBound)
        upper = max(upper ?? 0, start + span * kept.upperBound)
      }
      if let place = segment.root, (0...1).contains(place), root == nil { root = start + span * place }
    }
    guard let root else { return nil }
    return Crossover(
      bytes: root, interval: Interval(lower: min(lower ?? root, root), upper: max(upper ?? root, root)),
      bracket: .init(lowerBytes: inside[0].bytes, upperBytes: inside[inside.count - 1].bytes),
      candidateLeadsAbove: candidateLeadsAbove)
  }

  /// Savings of the rounds that both sizes have.
  private static func shared(_ left: SizeComparison, _ right: SizeComparison) -> ([Double], [Double]) {
    var first: [Double] = []
    var second: [Double] = []
    var j = 0
    for (i, round) in left.rounds.enumerated() {
      while j < right.rounds.count && right.rounds[j] < round { j += 1 }
      guard j < right.rounds.count else { break }
      guard right.rounds[j] == round else { continue }
      first.append(left.savings[i])
      second.append(right.savings[j])
    }
    return (first, second)
  }
}
