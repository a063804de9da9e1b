import Analysis
import Records

/// A crossover finding as one line.
enum CrossoverText {
  static func line(_ finding: CrossoverFinding) -> String? {
    guard let pair = finding.question.pairs.first else { return nil }
    let flows = pair.candidate.flows
    let head =
      "\(ClaimSubject(pair.candidate)) against \(ClaimSubject(pair.baseline)), "
      + "\(flows == 1 ? "1 flow" : "\(flows) flows") over \(pair.candidate.link)\(pair.candidate.departures), "
      + "\(finding.question.measure.label): "
    return head + answer(finding, candidate: "\(ClaimSubject(pair.candidate))")
  }

  private static func answer(_ finding: CrossoverFinding, candidate: String) -> String {
    let sizes = finding.question.sizes.map(\.bytes)
    let range = "\(MessageSize(sizes.first ?? 0)) to \(MessageSize(sizes.last ?? 0))"
    switch finding.answer {
    case .at(let crossover):
      return "\(candidate) \(direction(crossover)) \(size(crossover))"
    case .extrapolated(let crossover):
      return "\(candidate) \(direction(crossover)) \(size(crossover)), extrapolated outside \(range)"
    case .aheadThroughout: return "ahead throughout \(range)"
    case .never: return "never ahead in \(range)"
    case .signChanges(let brackets):
      let places = brackets.map { "\(MessageSize($0.lowerBytes))..\(MessageSize($0.upperBytes))" }
      return "the lead changes \(brackets.count) times (\(places.joined(separator: ", ")))"
    case .notResolvable: return finding.answer.words.rendered
    }
  }

  private static func direction(_ crossover: Crossover) -> String {
    crossover.candidateLeadsAbove ? "is ahead from" : "is ahead up to"
  }

  private static func size(_ crossover: Crossover) -> String {
    "\(SizeText.rounded(crossover.bytes)) [\(SizeText.rounded(crossover.interval.lower)), "
      + "\(SizeText.rounded(crossover.interval.upper))]"
  }
}
