import Records

/// How good a machine is for measuring, in one letter.
///
/// The rule: **A** when nothing was found that copycost does not take care of, every check could be made
/// and everything can be measured. **B** when nothing found distorts comparisons inside a sweep. **C** when
/// one or two findings do. **D** when three or more do, or when sockets cannot be given an unpaced
/// congestion control, for then a pacer is measured and not the primitive. Whatever else cannot be measured
/// does not lower a grade below B: a missing counter is a missing column, not a wrong figure.
package enum Grade: String, Codable, Sendable, CaseIterable, Comparable {
  case a = "A"
  case b = "B"
  case c = "C"
  case d = "D"

  /// Distorting findings from which on a machine is D.
  static let manyDistortions = 3

  init(abilities: [Ability], findings: [DoctorFinding], unchecked: Int) {
    let distorting = findings.count { $0.weight == .distorts }
    let isPaced = abilities.contains { $0.name == AbilityRules.unpacedCongestion.name && $0.status == .no }
    let isWhole =
      abilities.allSatisfy { $0.status == .yes } && findings.allSatisfy { $0.weight == .handled }
      && unchecked == 0
    switch distorting {
    case _ where isPaced: self = .d
    case Self.manyDistortions...: self = .d
    case 1...: self = .c
    default: self = isWhole ? .a : .b
    }
  }

  /// What the letter means for figures, without a full stop.
  package var meaning: Prose {
    switch self {
    case .a: "nothing found that would spoil a figure"
    case .b: "comparisons inside a sweep hold; absolute figures hold for this machine and its settings"
    case .c: "small differences inside a sweep are in doubt; see what distorts"
    case .d: "do not compare figures taken here before what distorts is gone"
    }
  }

  /// Best first.
  package static func < (left: Grade, right: Grade) -> Bool { left.rawValue < right.rawValue }
}
