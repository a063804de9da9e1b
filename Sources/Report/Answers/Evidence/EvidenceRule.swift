import Analysis
import Records

/// A recorded figure that goes with a bad result, once it is beyond a threshold.
///
/// A rule does not say what caused a result: it says that the figure was there. Adding one: a file in this folder
/// and a line in `EvidenceRules.swift`.
protocol EvidenceRule: SendableMetatype {
  /// `deferred copies`.
  static var name: String { get }
  /// What triggers it, with the threshold: `at least 50 % of completion notifications flagged as copied`.
  static var threshold: String { get }
  /// Whose figures it needs; those that no cell has are named when no rule triggers.
  static var quantities: [Figure] { get }

  /// Nil when the figure is missing or not certainly beyond the threshold: its whole interval has to be.
  ///
  /// - Parameters:
  ///   - cell: with the bad result.
  ///   - other: of the same block, with the better result; nil where there is none to compare with.
  static func trigger(_ input: ReportInput, _ cell: Cell, against other: Cell?) -> EvidenceTrigger?
}

/// The figure that triggered a rule in one cell.
struct EvidenceTrigger {
  /// `98 % [97, 100] (n = 12)`.
  var text: String
  /// How far beyond the threshold: of two triggers of a rule the greater is shown.
  var strength: Double
  var claims: [Claim]
}

extension EvidenceRule {
  /// When the figure of a cell is at least `least`.
  static func trigger(
    _ input: ReportInput, _ quantity: Figure, _ cell: Cell, atLeast least: Double
  ) -> EvidenceTrigger? {
    guard let claim = input.claim(quantity, cell), claim.estimate.lower >= least else { return nil }
    return EvidenceTrigger(text: Words.figure(claim), strength: claim.estimate.value / least, claims: [claim])
  }

  /// When the figure of a cell is more than `factor` times that of the other, and at least `least`.
  static func trigger(
    _ input: ReportInput, _ quantity: Figure, _ cell: Cell, against other: Cell?, factor: Double,
    atLeast least: Double
  ) -> EvidenceTrigger? {
    guard let other, let claim = input.claim(quantity, cell), let base = input.claim(quantity, other),
      claim.estimate.lower >= least, claim.estimate.lower > factor * base.estimate.upper
    else { return nil }
    return EvidenceTrigger(
      text: "\(Words.figure(claim)) against \(Words.figure(base)) with \(ClaimSubject(other))",
      strength: claim.estimate.value / max(base.estimate.value, least), claims: [claim, base])
  }
}
