extension CrossoverAnswer: CustomStringConvertible {
  /// As tables print it: `at 9.8Ki [9.3Ki, 10.4Ki]`, `never in the measured range`, ...
  package var description: String {
    switch self {
    case .at(let crossover):
      return "at \(CrossoverAnswer.text(crossover))\(crossover.candidateLeadsAbove ? "" : ", ahead below it")"
    case .aheadThroughout: return "ahead at every measured size"
    case .never: return "never in the measured range"
    case .extrapolated(let crossover):
      let side = crossover.candidateLeadsAbove ? "" : ", ahead below it"
      return "not in the measured range; extrapolated: at \(CrossoverAnswer.text(crossover))\(side)"
    case .signChanges(let brackets):
      let places = brackets.map { "\(SizeText.text($0.lowerBytes)) and \(SizeText.text($0.upperBytes))" }
      return "the lead changes \(brackets.count) times: between \(places.joined(separator: ", between "))"
    case .notResolvable(let why): return "not resolvable: \(why)"
    }
  }

  private static func text(_ crossover: Crossover) -> String {
    "\(SizeText.rounded(crossover.bytes)) [\(SizeText.rounded(crossover.interval.lower)), "
      + "\(SizeText.rounded(crossover.interval.upper))]"
  }
}
