import Records

extension CrossoverAnswer {
  /// As tables print it: `at 9.8Ki [9.3Ki, 10.4Ki]`, `never in the measured range`, ...
  package var words: Prose {
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
    case .notResolvable(let why):
      return "not resolvable: \(why.words(candidate: "the candidate", baseline: "the baseline"))"
    }
  }

  private static func text(_ crossover: Crossover) -> String {
    "\(SizeText.rounded(crossover.bytes)) [\(SizeText.rounded(crossover.interval.lower)), "
      + "\(SizeText.rounded(crossover.interval.upper))]"
  }
}

extension CrossoverAnswer.Unresolved {
  /// In half a sentence, with the names of the two primitives.
  package func words(candidate: String, baseline: String) -> Prose {
    let open = openBytes.map { ", but they do not at \(SizeText.text($0))" } ?? ""
    return "\(reason(candidate: candidate, baseline: baseline))\(open)"
  }

  /// The same without the size of an open end, which is what differs between the series of one reason.
  package func reason(candidate: String, baseline: String) -> Prose {
    switch self {
    case .noDifference: "no size shows a difference at this noise"
    case .noCommonRounds: "no round has both primitives at every size around the crossing"
    case .openEnd(let candidateLeads, _):
      "\(candidateLeads ? candidate : baseline) leads wherever the data decide"
    }
  }

  /// The size at which the leader's lead is not decided; nil for other reasons.
  package var openBytes: Int? {
    guard case .openEnd(_, let bytes) = self else { return nil }
    return bytes
  }
}
