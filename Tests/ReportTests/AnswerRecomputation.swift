import Foundation
import Records

/// Recomputes claims from data.csv and says where they differ; knows claims and columns, nothing of how reports work.
struct AnswerRecomputation {
  private typealias Statistics = AnswerStatistics

  let file: DataFile

  /// What is wrong with a claim; empty for a claim that agrees.
  func faults(_ claim: Claim) -> [String] {
    switch claim.statement {
    case .figure:
      claim.estimate.estimand == .shareOfSamples ? share(claim) : figure(claim)
    case .winner(let subject, let loser): winner(claim, subject, loser)
    case .ratio(let subject, let baseline): ratio(claim, subject, baseline).faults
    case .equivalence(let subject, let baseline, let margin):
      ratio(claim, subject, baseline).faults
        + expect(
          claim.estimate.lower >= 1 / (1 + margin) && claim.estimate.upper <= 1 + margin, "exceeds its margin"
        )
    case .highest(let subject): extreme(claim, subject, sign: 1)
    case .lowest(let subject): extreme(claim, subject, sign: -1)
    case .crossover(let subject, let baseline, let place):
      place.isExtrapolated
        ? extrapolated(claim, subject, baseline) : crossover(claim, subject, baseline, place)
    case .coefficient(_, let model, let term): coefficient(claim, model, term)
    case .monotone: ["no answer should speak of order over sizes"]
    }
  }

  private func expect(_ holds: Bool, _ what: String) -> [String] { holds ? [] : [what] }

  private func near(_ mine: Double, _ theirs: Double, _ what: String, _ tolerance: Double = 1e-6) -> [String]
  {
    let scale = max(abs(mine), abs(theirs), 1e-300)
    return abs(mine - theirs) <= tolerance * scale ? [] : ["\(what): \(theirs) claimed, \(mine) recomputed"]
  }

  private func cell(_ claim: Claim, _ subject: ClaimSubject, bytes: Int? = nil) -> Cell? {
    claim.evidence.map(\.cell).first {
      $0.primitive == subject.primitive && $0.variant == subject.variant
        && (bytes == nil || $0.messageBytes == bytes)
        && (subject.footprint == nil || subject.footprint == Self.footprint($0))
    }
  }

  private static func footprint(_ cell: Cell) -> String {
    cell.options.footprintBytes.map { "\(MessageSize($0))" } ?? "hot"
  }

  // MARK: One cell

  private func figure(_ claim: Claim) -> [String] {
    let values = file.values(claim.evidence[0].cell, claim.scope).sorted { $0.key < $1.key }.map(\.value)
    guard let interval = Statistics.medianInterval(values) else {
      return ["\(values.count) values, no interval"]
    }
    if claim.estimate.method == "block bootstrap over rounds" { return resampled(claim, values, interval) }
    return near(Statistics.median(values), claim.estimate.value, "median")
      + near(interval.0, claim.estimate.lower, "lower") + near(interval.1, claim.estimate.upper, "upper")
      + expect(values.count == claim.count, "n is \(values.count)")
  }

  /// Resampled with other random numbers, so that the limits agree within the noise of some hundred resamples.
  private func resampled(_ claim: Claim, _ values: [Double], _ orders: (Double, Double)) -> [String] {
    let blocks = Statistics.blockMedianInterval(values)
    let mine = (min(blocks.0, orders.0), max(blocks.1, orders.1))
    let tolerance = 0.15 * (mine.1 - mine.0)
    return near(Statistics.median(values), claim.estimate.value, "median")
      + expect(Statistics.resembleNeighbours(values), "neighbours are not alike")
      + expect(claim.estimate.lower <= orders.0 && claim.estimate.upper >= orders.1, "narrower than by order")
      + expect(abs(claim.estimate.lower - mine.0) <= tolerance, "lower is \(mine.0)")
      + expect(abs(claim.estimate.upper - mine.1) <= tolerance, "upper is \(mine.1)")
      + expect(values.count == claim.count, "n is \(values.count)")
  }

  private func share(_ claim: Claim) -> [String] {
    let words = file.texts(claim.evidence[0].cell, "limited_by")
    let n = Double(words.count)
    let p = Double(words.count { $0 == "receiver-cpu" || $0 == "receive-window" }) / n
    let z = 1.959964
    let center = p + z * z / (2 * n)
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    return near(p, claim.estimate.value, "share") + expect(words.count == claim.count, "n is \(words.count)")
      + near(max(0, (center - half) / (1 + z * z / n)), claim.estimate.lower, "lower")
      + near(min(1, (center + half) / (1 + z * z / n)), claim.estimate.upper, "upper")
  }

  // MARK: Pairs

  /// Log ratios by round, first / second.
  func logs(_ first: Cell, _ second: Cell, _ scope: ClaimScope) -> [(round: Int, log: Double)] {
    let (left, right) = (file.values(first, scope), file.values(second, scope))
    return left.keys.sorted().compactMap { round in
      guard let value = left[round], let base = right[round], value > 0, base > 0 else { return nil }
      return (round, log(value / base))
    }
  }

  private func ratio(
    _ claim: Claim, _ subject: ClaimSubject, _ baseline: ClaimSubject
  ) -> (faults: [String], mean: Double, half: Double) {
    guard let first = cell(claim, subject), let second = cell(claim, baseline) else {
      return (["no evidence for both"], 0, 0)
    }
    let pairs = logs(first, second, claim.scope)
    let values = pairs.map(\.log)
    guard values.count >= 3 else { return (["\(values.count) pairs"], 0, 0) }
    let mean = Statistics.mean(values)
    let half = Statistics.halfWidth(values, method: claim.estimate.method)
    let faults =
      near(exp(mean), claim.estimate.value, "ratio") + near(exp(mean - half), claim.estimate.lower, "lower")
      + near(exp(mean + half), claim.estimate.upper, "upper")
      + expect(values.count == claim.count, "n is \(values.count)")
      + expect(
        claim.evidence.allSatisfy { $0.rounds.isEmpty || Set(pairs.map(\.round)).isSubset(of: $0.rounds) },
        "rounds differ")
    return (faults, mean, half)
  }

  private func winner(_ claim: Claim, _ subject: ClaimSubject, _ loser: ClaimSubject) -> [String] {
    let (faults, mean, half) = ratio(claim, subject, loser)
    return faults + expect((mean > 0) == (claim.scope.better == .higher), "the winner is behind")
      + expect(abs(mean) > half, "the interval holds 1") + significance(claim, mean, half)
  }

  private func significance(_ claim: Claim, _ mean: Double, _ half: Double) -> [String] {
    guard let correction = claim.correction else { return ["a verdict without correction"] }
    let degrees = claim.count - 1
    let raw = Statistics.probability(mean / half * Statistics.critical[degrees], Double(degrees))
    return expect(abs(raw - correction.raw) <= 1e-4 * raw + 1e-9, "p is \(raw), not \(correction.raw)")
      + expect(correction.corrected >= correction.raw && correction.corrected <= 0.05, "not significant")
  }

  private func extreme(_ claim: Claim, _ subject: ClaimSubject, sign: Double) -> [String] {
    guard let mine = cell(claim, subject) else { return ["no evidence"] }
    let others = claim.evidence.map(\.cell).filter { $0 != mine }
    let contests = others.map { logs(mine, $0, claim.scope).map(\.log) }
    guard contests.allSatisfy({ $0.count >= 3 }) else { return ["too few pairs"] }
    let means = contests.map(Statistics.mean)
    guard let closest = means.indices.min(by: { abs(means[$0]) < abs(means[$1]) }) else {
      return ["no other"]
    }
    let half = Statistics.halfWidth(contests[closest], method: claim.estimate.method)
    return expect(means.allSatisfy { $0 * sign > 0 }, "not ahead of all")
      + near(exp(means[closest]), claim.estimate.value, "ratio")
      + near(exp(means[closest] - half), claim.estimate.lower, "lower")
      + near(exp(means[closest] + half), claim.estimate.upper, "upper")
      + expect(contests[closest].count == claim.count, "n is \(contests[closest].count)")
  }

  // MARK: Costs over sizes

  func costs(_ cell: Cell, _ scope: ClaimScope) -> [Int: Double] {
    let bytes = Double(cell.messageBytes)
    return file.values(cell, scope).filter { $0.value > 0 }.mapValues { value in
      switch scope.metric {
      case "goodput": bytes * 8e9 * Double(cell.flows) / value
      case "cpu_ns_per_byte": bytes * value
      default: value
      }
    }
  }

  private func crossover(
    _ claim: Claim, _ subject: ClaimSubject, _ baseline: ClaimSubject, _ place: ClaimedCrossover
  ) -> [String] {
    guard let low = place.lowerMeasuredBytes, let high = place.upperMeasuredBytes else {
      return ["no bracket"]
    }
    let inside = claim.scope.messageBytes.filter { (low...high).contains($0) }
    let savings = inside.map { bytes -> [Int: Double] in
      guard let mine = cell(claim, subject, bytes: bytes), let base = cell(claim, baseline, bytes: bytes)
      else {
        return [:]
      }
      let theirs = costs(base, claim.scope)
      return costs(mine, claim.scope).reduce(into: [:]) { found, cost in
        if let other = theirs[cost.key] { found[cost.key] = other - cost.value }
      }
    }
    var root: Double?
    var (lower, upper) = (Double.infinity, 0.0)
    for index in 0..<inside.count - 1 {
      let rounds = savings[index].keys.filter { savings[index + 1][$0] != nil }.sorted()
      let first = rounds.compactMap { savings[index][$0] }
      let second = rounds.compactMap { savings[index + 1][$0] }
      let (start, span) = (Double(inside[index]), Double(inside[index + 1] - inside[index]))
      let segment = crossing(first, second)
      if root == nil, let place = segment.root { root = start + span * place }
      if let kept = segment.kept {
        (lower, upper) = (min(lower, start + span * kept.0), max(upper, start + span * kept.1))
      }
    }
    guard let root else { return ["no crossing between \(low) and \(high)"] }
    let ends = [savings[0], savings[savings.count - 1]].map { Statistics.mean(Array($0.values)) }
    return near(root, claim.estimate.value, "size") + near(min(lower, root), claim.estimate.lower, "lower")
      + near(max(upper, root), claim.estimate.upper, "upper")
      + expect((ends[1] > 0) == place.leadsAbove && (ends[0] > 0) != place.leadsAbove, "the wrong way round")
  }

  /// Where the mean of a straight mixture of two columns is 0, and where Student's t does not exclude that.
  private func crossing(_ first: [Double], _ second: [Double]) -> (root: Double?, kept: (Double, Double)?) {
    let critical = Statistics.critical[first.count - 1]
    func excess(_ place: Double) -> Double {
      let mixed = zip(first, second).map { (1 - place) * $0 + place * $1 }
      let mean = Statistics.mean(mixed)
      return abs(mean) - critical * (Statistics.variance(mixed) / Double(mixed.count)).squareRoot()
    }
    let (left, right) = (Statistics.mean(first), Statistics.mean(second))
    let place = left / (left - right)
    let root = (0...1).contains(place) ? place : nil
    let grid = Set((0...100).map { Double($0) / 100 } + [root].compactMap(\.self)).sorted()
    let values = grid.map(excess)
    var kept = zip(grid, values).filter { $0.1 <= 0 }.map(\.0)
    for index in 1..<grid.count where (values[index] > 0) != (values[index - 1] > 0) {
      var (low, high) = (grid[index - 1], grid[index])
      for _ in 0..<50 {
        let middle = (low + high) / 2
        if (excess(middle) > 0) == (values[index - 1] > 0) { low = middle } else { high = middle }
      }
      kept.append(low)
    }
    return (root, kept.min().flatMap { least in kept.max().map { (least, $0) } })
  }

  /// Coefficients of every round, fitted to the given sizes.
  private func lines(_ cells: [Cell], _ scope: ClaimScope, rounds: [Int]) -> [(call: Double, byte: Double)] {
    let columns = cells.map { costs($0, scope) }
    let weights = columns.map { column in
      pow(Statistics.median(rounds.compactMap { column[$0] }), -2)
    }
    return rounds.map { round in
      Statistics.line(
        cells.map { Double($0.messageBytes) }, columns.map { $0[round] ?? .nan }, weights: weights)
    }
  }

  private func coefficient(_ claim: Claim, _ model: String, _ term: String) -> [String] {
    guard model == "affine" else { return ["\(model) model of few sizes"] }
    let cells = claim.evidence.filter { claim.scope.messageBytes.contains($0.cell.messageBytes) }
    let fits = lines(cells.map(\.cell), claim.scope, rounds: claim.evidence[0].rounds)
    let values = fits.map { term == "per call" ? $0.call : $0.byte }
    let half = Statistics.halfWidth(values, method: claim.estimate.method)
    let mean = Statistics.mean(values)
    // Differences of large numbers: relative to the width, too.
    let slack = 1e-6 * (abs(mean) + half)
    return expect(abs(mean - claim.estimate.value) <= slack, "\(term): \(claim.estimate.value), not \(mean)")
      + expect(abs(mean - half - claim.estimate.lower) <= slack, "lower")
      + expect(values.count == claim.count, "n")
      + expect(abs(mean + half - claim.estimate.upper) <= slack, "upper")
  }

  private func extrapolated(
    _ claim: Claim, _ subject: ClaimSubject, _ baseline: ClaimSubject
  ) -> [String] {
    func complete(_ subject: ClaimSubject) -> ([Cell], Set<Int>) {
      let all = claim.evidence.map(\.cell).filter { ClaimSubject($0) == subject }
      let columns = all.map { costs($0, claim.scope) }
      let most = columns.map(\.count).max() ?? 0
      let kept = all.indices.filter { 2 * columns[$0].count >= most && !columns[$0].isEmpty }
      let rounds = kept.map { Set(columns[$0].keys) }
      return (kept.map { all[$0] }, rounds.dropFirst().reduce(rounds.first ?? []) { $0.intersection($1) })
    }
    let (mine, base) = (complete(subject), complete(baseline))
    let rounds = mine.1.intersection(base.1).sorted()
    let first = lines(mine.0, claim.scope, rounds: rounds)
    let second = lines(base.0, claim.scope, rounds: rounds)
    let calls = zip(first, second).map { $1.call - $0.call }
    let bytes = zip(first, second).map { $1.byte - $0.byte }
    let critical = Statistics.critical[rounds.count - 1]
    func t(_ size: Double) -> Double {
      let sums = zip(calls, bytes).map { $0 + $1 * size }
      return abs(Statistics.mean(sums)) / (Statistics.variance(sums) / Double(sums.count)).squareRoot()
    }
    return near(-Statistics.mean(calls) / Statistics.mean(bytes), claim.estimate.value, "size", 1e-5)
      + near(critical, t(claim.estimate.lower), "lower", 1e-4)
      + near(critical, t(claim.estimate.upper), "upper", 1e-4)
  }
}
