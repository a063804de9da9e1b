import Foundation
import Records

/// Claims about order: which primitive is highest or lowest in its block, and what rises or falls with size.
///
/// Each is an intersection of pairwise tests, so its probability is the greatest of theirs (Berger 1982); Holm's
/// correction then runs over the claims of one kind by one measure.
package enum ExtremeClaims {
  /// Highest and lowest of each block with two or more primitives.
  package static func extremes(_ table: SampleTable, _ measure: Figure, sweep: Int64) -> [Claim] {
    let blocks = grouped(table.cells.filter { !TwinCells.isTwin($0) }, by: \.block)
    let drafts = blocks.filter { $0.count >= 2 }.concurrentMap { extremes(table, measure, $0) }
    return claims(drafts.flatMap(\.self), measure, sweep)
  }

  /// Rising and falling with size, for each primitive with three sizes or more.
  package static func monotone(_ table: SampleTable, _ measure: Figure, sweep: Int64) -> [Claim] {
    var drafts: [Draft] = []
    let cells = table.cells.filter { !TwinCells.isTwin($0) }
    let steady = cells.filter { table.standstills($0, .stalled) == 0 }
    for members in grouped(steady, by: \.withoutSize) where members.count >= 3 {
      let sorted = members.sorted { $0.messageBytes < $1.messageBytes }
      let steps = zip(sorted.dropFirst(), sorted).compactMap { larger, smaller in
        contest(table, measure, larger, smaller)
      }
      guard steps.count == sorted.count - 1, let first = steps.first else { continue }
      let rising = first.estimate.log.mean > 0
      guard steps.allSatisfy({ ($0.estimate.log.mean > 0) == rising }) else { continue }
      guard let least = steps.min(by: { abs($0.estimate.log.mean) < abs($1.estimate.log.mean) }) else {
        continue
      }
      drafts.append(
        Draft(
          statement: .monotone(subject: ClaimSubject(sorted[0]), rising: rising), least: least.estimate,
          probability: steps.map(\.estimate.probability).max() ?? 1, cells: sorted,
          rounds: steps.map(\.rounds)))
    }
    return claims(drafts, measure, sweep)
  }

  private struct Contest {
    var estimate: RatioEstimate
    var rounds: [Int]
  }

  private struct Draft {
    var statement: ClaimStatement
    var least: RatioEstimate
    var probability: Double
    var cells: [Cell]
    var rounds: [[Int]]
  }

  private static func contest(
    _ table: SampleTable, _ measure: Figure, _ candidate: Cell, _ baseline: Cell
  ) -> Contest? {
    let pairs = PairedRounds(table, measure, CellPair(candidate: candidate, baseline: baseline))
    return RatioEstimate(pairs).map { Contest(estimate: $0, rounds: pairs.rounds) }
  }

  /// Of one block: the highest, then the lowest.
  private static func extremes(_ table: SampleTable, _ measure: Figure, _ members: [Cell]) -> [Draft] {
    // What the receiver limits says nothing about who sends fastest.
    if measure.basis != .perByte && members.contains(where: table.isReceiverBound) { return [] }
    let medians = members.map { SampleStatistics.median(table.series(measure, $0).values) }
    guard medians.allSatisfy({ $0 != nil }) else { return [] }
    let order = members.indices.sorted { (medians[$0] ?? 0) < (medians[$1] ?? 0) }
    return [(order.last, true), (order.first, false)].compactMap { best, highest in
      best.flatMap { extreme(table, measure, members, $0, highest: highest) }
    }
  }

  private static func extreme(
    _ table: SampleTable, _ measure: Figure, _ members: [Cell], _ best: Int, highest: Bool
  ) -> Draft? {
    var found: [Contest] = []
    // A ratio knows nothing of the windows that moved no byte: whoever comes off well must have none.
    let isPraise = highest == measure.higherIsBetter
    let praised = isPraise ? [members[best]] : members.filter { $0 != members[best] }
    guard praised.allSatisfy({ table.standstills($0, .stalled) == 0 }) else { return nil }
    for other in members.indices where other != best {
      guard let contest = contest(table, measure, members[best], members[other]),
        (contest.estimate.log.mean > 0) == highest
      else { return nil }
      found.append(contest)
    }
    guard let closest = found.min(by: { abs($0.estimate.log.mean) < abs($1.estimate.log.mean) }) else {
      return nil
    }
    let subject = ClaimSubject(members[best])
    return Draft(
      statement: highest ? .highest(subject: subject) : .lowest(subject: subject), least: closest.estimate,
      probability: found.map(\.estimate.probability).max() ?? 1,
      cells: [members[best]] + members.indices.filter { $0 != best }.map { members[$0] },
      rounds: found.map(\.rounds))
  }

  private static func claims(_ drafts: [Draft], _ measure: Figure, _ sweep: Int64) -> [Claim] {
    let corrected = HolmCorrection.corrected(drafts.map(\.probability))
    return zip(drafts, corrected).compactMap { draft, corrected in
      guard corrected <= PairComparisons.level else { return nil }
      let first = draft.rounds.first ?? []
      let isShared = draft.rounds.allSatisfy { $0 == first }
      let rounds = isShared ? first : Set(draft.rounds.joined()).sorted()
      return Claim(
        statement: draft.statement,
        scope: ClaimScope(
          measure, draft.cells[0], messageBytes: Set(draft.cells.map(\.messageBytes)).sorted()),
        estimate: ClaimEstimate(draft.least, draft.least.log.method), count: draft.least.count,
        correction: ClaimCorrection(
          family: ClaimFamily.extremes(sweep: sweep, measure), method: ClaimFamily.method,
          tests: drafts.count,
          raw: draft.probability, corrected: corrected),
        evidence: draft.cells.map { ClaimEvidence(sweep: sweep, cell: $0, rounds: rounds) })
    }
  }

  private static func grouped<Key: Hashable>(_ cells: [Cell], by key: (Cell) -> Key) -> [[Cell]] {
    var groups: [Key: [Cell]] = [:]
    var order: [Key] = []
    for cell in cells {
      let key = key(cell)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(cell)
    }
    return order.map { groups[$0] ?? [] }
  }
}

extension Cell {
  /// The same cell at no size in particular.
  fileprivate var withoutSize: Cell {
    var cell = self
    cell.messageBytes = 0
    return cell
  }
}
