import Foundation
import Records

/// Advice at the end of a sweep: says only what claims say, and nothing where there are none.
package enum AdviceWriter {
  /// One piece of advice per ordered pair of primitives, number of flows and link that has a winner.
  ///
  /// By goodput where a goodput claim survived, with the sender CPU of the same sizes; by sender CPU alone where
  /// only that did, as for receiver-bound pairs, which have no goodput claims.
  package static func advice(_ claims: [Claim]) -> [Advice] {
    let bySetting = Dictionary(grouping: claims) { Setting($0.scope) }
    return AdviceGroup.groups(claims).compactMap { group in
      let claims = bySetting[Setting(group.key)] ?? []
      let measured = measuredSizes(group.key, claims)
      let wins = AdviceGroup.longestRun(group.goodput, among: measured)
      if !wins.isEmpty { return byGoodput(group, wins, measured, claims) }
      let thrift = AdviceGroup.longestRun(group.demand, among: measured)
      return thrift.isEmpty ? nil : byDemand(group, thrift, measured, claims)
    }
  }

  private static func byGoodput(
    _ group: AdviceGroup, _ wins: [Claim], _ measured: [Int], _ claims: [Claim]
  ) -> Advice {
    let key = group.key
    let opposing = claims.filter { isWin($0, of: key.loser, over: key.winner, Figures.senderCost) }
    let demands = wins.compactMap { group.demand[AdviceText.bytes($0)] }
    var sentence = opening(wins, measured, key)
    sentence += "\(AdviceText.differences(wins)) than \(key.loser)"
    var used = wins
    if demands.count == wins.count {
      sentence += " at \(AdviceText.differences(demands))"
      used += demands
    }
    var flips = flips(key, wins, measured, claims, Figures.goodput)
    let sizes = Set(wins.map(AdviceText.bytes))
    let dearer = opposing.filter { sizes.contains(AdviceText.bytes($0)) }
      .sorted { AdviceText.bytes($0) < AdviceText.bytes($1) }
    if !dearer.isEmpty {
      flips.append("where sender CPU is what is short: \(key.loser) needs \(AdviceText.differences(dearer))")
      used += dearer
    }
    return Advice(sentence: Prose(sentence), flips: flips.map { Prose($0) }, claims: used)
  }

  private static func byDemand(
    _ group: AdviceGroup, _ thrift: [Claim], _ measured: [Int], _ claims: [Claim]
  ) -> Advice {
    let key = group.key
    let sentence =
      opening(thrift, measured, key)
      + "\(AdviceText.differences(thrift)) than \(key.loser); no verdict on goodput"
    var flips = flips(key, thrift, measured, claims, Figures.senderCost)
    let faster = claims.filter { isWin($0, of: key.loser, over: key.winner, Figures.goodput) }
    if let first = faster.first {
      flips.append(
        "where goodput is what counts: \(key.loser) has \(AdviceText.difference(first)) at "
          + SizeText.text(AdviceText.bytes(first)))
    }
    return Advice(sentence: Prose(sentence), flips: flips.map { Prose($0) }, claims: thrift)
  }

  private static func opening(_ wins: [Claim], _ measured: [Int], _ key: AdviceGroup.Key) -> String {
    "\(AdviceText.range(wins, among: measured)) with \(AdviceText.flows(key.flows)) over \(key.link)"
      + "\(key.departures): \(key.winner), "
  }

  /// Crossings of the two, else the least margin of the range: what has to change before the advice does.
  private static func flips(
    _ key: AdviceGroup.Key, _ wins: [Claim], _ measured: [Int], _ claims: [Claim], _ measure: Figure
  ) -> [String] {
    var flips: [String] = []
    for claim in claims where claim.scope.isAbout(measure) {
      guard case .crossover(let first, let second, let place) = claim.statement else { continue }
      guard Set([first, second]) == Set([key.winner, key.loser]) else { continue }
      let winnerLeadsAbove = place.leadsAbove == (first == key.winner)
      flips.append(
        "\(winnerLeadsAbove ? "below" : "above") \(SizeText.rounded(claim.estimate.value)) "
          + "[\(SizeText.rounded(claim.estimate.lower)), \(SizeText.rounded(claim.estimate.upper))] \(key.loser) "
          + (place.isExtrapolated ? "should be ahead (extrapolated)" : "is ahead"))
    }
    if let closest = wins.min(by: { margin($0) < margin($1) }) {
      let size = SizeText.text(AdviceText.bytes(closest))
      flips.append("a change of \(Percent.text(margin(closest))) between the two at \(size)")
    }
    return flips
  }

  /// Distance from 1 of the interval's nearer limit.
  private static func margin(_ claim: Claim) -> Double {
    claim.estimate.value > 1 ? claim.estimate.lower - 1 : 1 - claim.estimate.upper
  }

  private static func isWin(
    _ claim: Claim, of winner: ClaimSubject, over loser: ClaimSubject, _ measure: Figure
  ) -> Bool {
    claim.statement == .winner(subject: winner, loser: loser) && claim.scope.isAbout(measure)
  }

  /// What claims and advice share, whoever sends: only claims of the same setting bear on a piece of advice.
  private struct Setting: Hashable {
    var receive: String
    var flows: Int
    var link: String
    var options: CellOptions

    init(_ scope: ClaimScope) {
      (receive, flows, link, options) = (scope.receive, scope.flows, scope.link, scope.options)
    }

    init(_ key: AdviceGroup.Key) {
      (receive, flows, link, options) = (key.receive, key.flows, key.link, key.options)
    }
  }

  /// Sizes at which these two were compared at all, whatever came out.
  private static func measuredSizes(_ key: AdviceGroup.Key, _ claims: [Claim]) -> [Int] {
    var sizes: Set<Int> = []
    for claim in claims {
      switch claim.statement {
      case .winner(let first, let second), .ratio(let first, let second),
        .equivalence(let first, let second, _),
        .crossover(let first, let second, _):
        if Set([first, second]) == Set([key.winner, key.loser]) {
          sizes.formUnion(claim.scope.messageBytes)
        }
      case .monotone, .highest, .lowest, .coefficient, .figure: break
      }
    }
    return sizes.sorted()
  }
}
