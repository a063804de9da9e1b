import Analysis
import Records

/// The cells that would narrow a sweep's crossovers down.
package enum Refinement {
  /// Each step at least halves a bracket on the log scale; 64 to 1Mi needs four to come within a factor of 2.
  package static let mostSteps = 6

  /// The pair of each open crossover at the size between; empty when nothing is worth adding.
  package static func cells(_ findings: SweepFindings, plan: Plan) -> [Cell] {
    var known = Set(plan.allCells)
    var added: [Cell] = []
    for (pair, bytes) in findings.refinements {
      for var cell in [pair.baseline, pair.candidate] where bytes >= cell.options.fields {
        cell.messageBytes = bytes
        if known.insert(cell).inserted { added.append(cell) }
      }
    }
    return added
  }
}
