import Foundation
import Records

@testable import Report

/// Counts what sentences count once more, from data.csv: verdicts, highest of a block, figures beyond thresholds.
struct AnswerCounting {
  private typealias Statistics = AnswerStatistics

  let file: DataFile
  private let claims: AnswerRecomputation
  private let goodput: [Pair]
  private let senderDemand: [Pair]
  /// The cell with the highest goodput for certain, by block.
  private let highest: [Cell.Block: Cell]

  /// A comparison with two-copy and its verdict in the words of answers; nil where the receiver set the pace.
  private struct Pair {
    let candidate: Cell
    let baseline: Cell
    let verdict: String?
  }

  init(_ file: DataFile) {
    self.file = file
    claims = AnswerRecomputation(file: file)
    goodput = Self.pairs(claims, Self.scope("goodput", .flow), isMoreBetter: true)
    senderDemand = Self.pairs(claims, Self.scope("cpu_ns_per_byte", .sender), isMoreBetter: false)
    highest = Self.highest(claims)
  }

  // MARK: Sentences

  /// What is wrong with the counts of a sentence; empty where all agree.
  func faults(_ sentence: AnswerSentence, of question: String) -> [String] {
    let numbers = sentence.counts.flatMap { [$0.count, $0.of].compactMap(\.self) }
    let unsaid = numbers.filter { number in
      !sentence.text.rendered.split { !$0.isNumber }.contains { Int($0) == number }
    }
    // What a reader would take for a count, the n of a claim apart.
    let patterns = [#"[0-9] of (the )?[0-9]"#, #"[0-9]+ (of [0-9]+ )?cells"#, #"[0-9] sizes"#]
    let isCounting = patterns.contains {
      sentence.text.rendered.range(of: $0, options: .regularExpression) != nil
    }
    let mine = sentence.counts.isEmpty ? [] : expected(sentence, question)
    return unsaid.map { "\($0) is not in the text" }
      + (isCounting && sentence.counts.isEmpty ? ["no values for what the text counts"] : [])
      + (Set(mine) == Set(sentence.counts) ? [] : ["\(sentence.counts) claimed, \(mine) recounted"])
  }

  private func expected(_ sentence: AnswerSentence, _ question: String) -> [AnswerCount] {
    let first = sentence.counts[0].what
    switch question {
    case "what-one-copy-eliminates": return verdicts(senderDemand, "one-copy")
    case "one-copy-from", "zero-copy-from": return [AnswerCount("sizes", sizes(sentence))]
    case "unexpected": return [AnswerCount("sizes", fittedSizes(sentence))]
    case _ where first == "no verdict on goodput":
      let bound = goodput.filter { $0.candidate.primitive == "zero-copy" && $0.verdict == nil }
      return [AnswerCount(first, bound.count)]
    case _ where sentence.text.rendered.hasPrefix("By goodput"): return verdicts(goodput, "zero-copy")
    case _ where sentence.text.rendered.hasPrefix("Goes with"):
      let cases = lost
      return [AnswerCount(first, cases.count { isBeyond(first, $0.cell, $0.other) }, of: cases.count)]
    default:
      let winners = behind.map(\.other.primitive)
      return Set(winners).map { name in
        AnswerCount(name, winners.count { $0 == name }, of: winners.count)
      }
    }
  }

  private func verdicts(_ pairs: [Pair], _ primitive: String) -> [AnswerCount] {
    let words = pairs.filter { $0.candidate.primitive == primitive }.compactMap(\.verdict)
    return Set(words).map { word in AnswerCount(word, words.count { $0 == word }, of: words.count) }
  }

  private func sizes(_ sentence: AnswerSentence) -> Int {
    Set(file.cells.map(\.messageBytes)).count
  }

  /// Of the primitive and flows of the sentence: sizes with at least half as many costs as the one with most.
  private func fittedSizes(_ sentence: AnswerSentence) -> Int {
    guard let claim = sentence.claims.first, let cell = claim.evidence.first?.cell else { return 0 }
    let all = file.cells.filter { $0.primitive == cell.primitive && $0.flows == cell.flows }
    let counts = all.map { claims.costs($0, Self.scope("message_interval", .flow)).count }
    return counts.count { $0 > 0 && 2 * $0 >= counts.max() ?? 0 }
  }

  private typealias Case = (cell: Cell, other: Cell)

  /// Cells in which another primitive than zero-copy was highest.
  private var behind: [Case] {
    file.cells.filter { $0.primitive == "zero-copy" }.compactMap { cell in
      guard let best = highest[cell.block], best.primitive != "zero-copy" else { return nil }
      return (cell, best)
    }
  }

  private var lost: [Case] {
    let worse = goodput.filter { $0.candidate.primitive == "zero-copy" && $0.verdict == "worse" }
      .map { Case($0.candidate, $0.baseline) }
    return worse + behind.filter { one in !worse.contains { $0.cell == one.cell } }
  }

  // MARK: Verdicts

  private static func scope(
    _ metric: String, _ side: Side, per divisor: String? = nil, _ divisorSide: Side = .flow
  ) -> ClaimScope {
    ClaimScope(
      metric: metric, side: side, label: "", better: .neither, messageBytes: [], receive: "read", flows: 1,
      link: "loopback", options: CellOptions(),
      divisor: divisor.map { Quantity($0, divisorSide) }, scale: divisor == nil ? nil : 1)
  }

  /// Mean of logs, and the standard error that its interval has.
  private static func estimate(_ logs: [Double]) -> (mean: Double, error: Double) {
    let plain = Statistics.halfWidth(logs, method: "t")
    let blocks =
      Statistics.resembleNeighbours(logs)
      ? Statistics.halfWidth(logs, method: "block bootstrap over rounds") : 0
    return (Statistics.mean(logs), max(plain, blocks) / Statistics.critical[logs.count - 1])
  }

  private static func probability(_ distance: Double, _ error: Double, count: Int) -> Double {
    Statistics.probability(distance / error, Double(count - 1))
  }

  private static func pairs(
    _ claims: AnswerRecomputation, _ scope: ClaimScope, isMoreBetter: Bool
  ) -> [Pair] {
    var drafts: [(candidate: Cell, baseline: Cell, mean: Double, raw: Double, equal: Double)] = []
    let cells = claims.file.cells
    for baseline in cells where baseline.primitive == "two-copy" {
      for candidate in cells where candidate != baseline && candidate.block == baseline.block {
        let logs = claims.logs(candidate, baseline, scope).map(\.log)
        guard logs.count >= 3 else { continue }
        let (mean, error) = estimate(logs)
        let inside = log(1.05) - abs(mean)
        drafts.append(
          (
            candidate, baseline, mean, probability(mean, error, count: logs.count),
            inside > 0 ? probability(inside, error, count: logs.count) : 1
          ))
      }
    }
    let different = Statistics.holm(drafts.map(\.raw))
    let equal = Statistics.holm(drafts.map(\.equal))
    return drafts.indices.map { index in
      let draft = drafts[index]
      var verdict: String? = "undecided"
      if scope.metric == "goodput", [draft.candidate, draft.baseline].contains(where: claims.file.isBound) {
        verdict = nil
      } else if different[index] <= 0.05 {
        verdict = (draft.mean > 0) == isMoreBetter ? "better" : "worse"
      } else if equal[index] <= 0.05 {
        verdict = "equal within the margin"
      }
      return Pair(candidate: draft.candidate, baseline: draft.baseline, verdict: verdict)
    }
  }

  private static func highest(_ claims: AnswerRecomputation) -> [Cell.Block: Cell] {
    var drafts: [(cell: Cell, isHighest: Bool, probability: Double)] = []
    let goodput = scope("goodput", .flow)
    for (_, members) in Dictionary(grouping: claims.file.cells, by: \.block) {
      let values = members.map { Array(claims.file.values($0, goodput).values) }
      guard members.count > 1, !members.contains(where: claims.file.isBound),
        values.allSatisfy({ !$0.isEmpty })
      else { continue }
      let ranked = zip(members, values.map(Statistics.median)).sorted { $0.1 < $1.1 }.map(\.0)
      for (cell, isHighest) in [(ranked[ranked.count - 1], true), (ranked[0], false)] {
        let contests = members.filter { $0 != cell }.map { claims.logs(cell, $0, goodput).map(\.log) }
        guard contests.allSatisfy({ $0.count >= 3 && (Statistics.mean($0) > 0) == isHighest }) else {
          continue
        }
        let all = contests.map { logs -> Double in
          let (mean, error) = estimate(logs)
          return probability(mean, error, count: logs.count)
        }
        drafts.append((cell, isHighest, all.max() ?? 1))
      }
    }
    let corrected = Statistics.holm(drafts.map(\.probability))
    return zip(drafts, corrected).reduce(into: [:]) { found, draft in
      if draft.0.isHighest, draft.1 <= 0.05 { found[draft.0.cell.block] = draft.0.cell }
    }
  }

  // MARK: Evidence

  private func interval(_ cell: Cell, _ scope: ClaimScope) -> (lower: Double, upper: Double)? {
    Statistics.medianInterval(Array(file.values(cell, scope).values)).map { ($0.0, $0.1) }
  }

  /// Whether the interval of a cell's figure lies beyond the threshold of a rule; written out by hand.
  private func isBeyond(_ rule: String, _ cell: Cell, _ other: Cell) -> Bool {
    func atLeast(_ least: Double, _ scope: ClaimScope) -> Bool {
      interval(cell, scope).map { $0.lower >= least } ?? false
    }
    func times(_ factor: Double, _ least: Double, _ scope: ClaimScope) -> Bool {
      guard let mine = interval(cell, scope), let base = interval(other, scope) else { return false }
      return mine.lower >= least && mine.lower > factor * base.upper
    }
    func perMessage(_ metric: String, _ side: Side) -> ClaimScope {
      Self.scope(metric, side, per: "messages")
    }
    switch rule {
    case "deferred copies":
      return atLeast(0.5, Self.scope("zerocopy_notifications_copied", .flow, per: "zerocopy_notifications"))
    case "page pinning": return atLeast(0.05, Self.scope(ProfileClass.pagePinning.metric.name, .sender))
    case "work on completions":
      return atLeast(0.05, Self.scope(ProfileClass.completions.metric.name, .sender))
    case "further system calls": return times(1.05, 0.01, perMessage("syscalls", .sender))
    case "context switches of the sender": return times(2, 0.01, perMessage("context_switches", .sender))
    case "context switches of the receiver": return times(2, 0.01, perMessage("context_switches", .receiver))
    case "retransmits": return times(2, 1, Self.scope("retransmits", .sender))
    case "a receiver that sets the pace": return file.isBound(cell)
    case "stolen CPU time":
      return atLeast(0.05, Self.scope("steal", .machine, per: "machine_elapsed", .machine))
    case "more flows than CPUs":
      return interval(cell, Self.scope("cpu_count", .machine)).map { Double(2 * cell.flows) > $0.upper }
        ?? false
    case "short segments":
      let scope = Self.scope("bytes_per_segment", .sender)
      guard let mine = interval(cell, scope), let base = interval(other, scope) else { return false }
      return mine.upper < 0.9 * base.lower
    default: return false
    }
  }

  // MARK: The front page

  func faults(_ counts: SweepCounts) -> [String] {
    let without = file.cells.count { interval($0, Self.scope("goodput", .flow)) == nil }
    let mine = [file.cells.count, file.counted, file.failed, without]
    let theirs = [counts.cells, counts.samples, counts.lost, counts.cellsWithoutInterval]
    return mine == theirs
      ? [] : ["cells, samples, lost, without interval: \(theirs) claimed, \(mine) recounted"]
  }
}
