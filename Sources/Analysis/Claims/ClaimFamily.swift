import Records

/// Names of the sets of questions that are corrected together: one per sweep and question.
package enum ClaimFamily {
  package static let method = "Holm"

  package static func pairs(sweep: Int64, _ measure: Figure) -> String { "sweep \(sweep), \(measure.label)" }

  package static func equivalence(sweep: Int64, _ measure: Figure) -> String {
    "sweep \(sweep), equivalence by \(measure.label)"
  }

  /// Of pairs that differ in the memory their messages lie in.
  package static func footprints(sweep: Int64, _ measure: Figure) -> String {
    "sweep \(sweep), \(measure.label) over memory footprints"
  }

  package static func footprintEquivalence(sweep: Int64, _ measure: Figure) -> String {
    "sweep \(sweep), equivalence by \(measure.label) over memory footprints"
  }

  package static func sizes(sweep: Int64, _ measure: Figure) -> String {
    "sweep \(sweep), \(measure.label) over the sizes of one pair"
  }

  package static func extremes(sweep: Int64, _ measure: Figure) -> String {
    "sweep \(sweep), extremes by \(measure.label)"
  }
}
