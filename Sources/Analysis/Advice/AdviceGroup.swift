import Records

/// The claims about two primitives at one number of flows over one link: what one piece of advice is made from.
struct AdviceGroup {
  /// Winners of one measure by size.
  typealias Wins = [Int: Claim]

  struct Key: Hashable {
    var winner: ClaimSubject
    var loser: ClaimSubject
    var receive: String
    var flows: Int
    var link: String
    var options: CellOptions

    /// What is unusual about the cells, to follow the words for the rest.
    var departures: String {
      Cell(
        primitive: "", receive: receive, messageBytes: 0, flows: flows, link: link, options: options
      ).departures
    }
  }

  var key: Key
  var goodput: Wins = [:]
  var demand: Wins = [:]

  /// One group per ordered pair that won anything, in the order of the claims.
  static func groups(_ claims: [Claim]) -> [AdviceGroup] {
    var groups: [Key: AdviceGroup] = [:]
    var order: [Key] = []
    for claim in claims {
      guard case .winner(let winner, let loser) = claim.statement, let bytes = claim.scope.messageBytes.first
      else { continue }
      let key = Key(
        winner: winner, loser: loser, receive: claim.scope.receive, flows: claim.scope.flows,
        link: claim.scope.link, options: claim.scope.options)
      if groups[key] == nil {
        groups[key] = AdviceGroup(key: key)
        order.append(key)
      }
      if claim.scope.isAbout(Figures.goodput) { groups[key]?.goodput[bytes] = claim }
      if claim.scope.isAbout(Figures.senderCost) { groups[key]?.demand[bytes] = claim }
    }
    return order.compactMap { groups[$0] }
  }

  /// The longest run of neighbouring measured sizes with a win; of two, the one with the greater sizes.
  static func longestRun(_ wins: Wins, among measured: [Int]) -> [Claim] {
    var best: [Claim] = []
    var run: [Claim] = []
    for bytes in measured {
      guard let claim = wins[bytes] else {
        run = []
        continue
      }
      run.append(claim)
      if run.count >= best.count { best = run }
    }
    return best
  }
}
