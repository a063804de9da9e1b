import Analysis
import Records

/// Sentences about fitted prices: only of fits that are good enough to be quoted.
enum CoefficientSentences {
  /// One for each number of flows and link at which every one of the primitives has a usable model.
  static func sentences(_ input: ReportInput, _ primitives: [String], _ measure: Figure) -> [AnswerSentence] {
    let models = input.findings.models.filter { $0.measure == measure }
    guard let first = primitives.first else { return [] }
    return models.filter { $0.cells.first?.primitive == first }.compactMap { model -> AnswerSentence? in
      guard let series = model.cells.first else { return nil }
      let group = primitives.map { primitive in
        models.first { other in
          guard let cell = other.cells.first else { return false }
          return cell.primitive == primitive && cell.variant == series.variant && cell.flows == series.flows
            && cell.link == series.link && cell.receive == series.receive
        }
      }
      let claims = group.map { $0.map { self.claims($0, input.sweep.id) } ?? [] }
      guard claims.allSatisfy({ !$0.isEmpty }) else { return nil }
      let parts = zip(primitives, claims).map { "\($0): \(prices($1))" }
      return .derived(
        "By the cost models of \(measure.label) with \(Words.series(series)) a message costs the sender "
          + "\(parts.joined(separator: "; ")).", claims.flatMap(\.self))
    }
  }

  static func claims(_ model: SweepFindings.ModelFinding, _ sweep: Int64) -> [Claim] {
    guard case .fit(let fit) = model.answer else { return [] }
    return CoefficientClaims.claims(fit, model.measure, cells: model.cells, sweep: sweep)
  }

  /// `2000 [1990, 2010] ns per call + 0.50 [0.49, 0.51] ns per byte`.
  static func prices(_ claims: [Claim]) -> String {
    claims.compactMap { claim -> String? in
      guard case .coefficient(_, _, let term) = claim.statement else { return nil }
      return "\(Words.interval(claim)) ns \(term)"
    }.joined(separator: " + ")
  }
}
