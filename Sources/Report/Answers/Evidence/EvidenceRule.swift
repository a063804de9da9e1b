import Analysis
import Records

/// A recorded figure that goes with a bad result, once it is beyond a threshold: a value in `EvidenceRules.all`.
///
/// A rule does not say what caused a result: it says that the figure was there.
struct EvidenceRule: Sendable {
  /// The figure of a cell with the bad result, held against its threshold; nil when it is missing or not certainly
  /// beyond it: its whole interval has to be.
  ///
  /// The second cell is of the same block, with the better result; nil where there is none to compare with.
  typealias Look = @Sendable (ReportInput, Cell, Cell?) -> EvidenceTrigger?

  /// `deferred copies`.
  let name: String
  /// What triggers it, with the threshold: `at least 50 % of completion notifications flagged as copied`.
  let threshold: String
  /// Whose figures it needs; those that no cell has are named when no rule triggers.
  let quantities: [Figure]
  let trigger: Look

  init(_ name: String, _ threshold: String, _ quantities: [Figure], trigger: @escaping Look) {
    (self.name, self.threshold, self.quantities, self.trigger) = (name, threshold, quantities, trigger)
  }

  /// When the figure of a cell is at least `least`, of which `what` says what: `of the notifications flagged`.
  init(_ name: String, _ quantity: Figure, atLeast least: Double, _ what: String) {
    let threshold = quantity.unit == "share" ? Percent.text(least) : Self.number(least)
    self.init(name, "at least \(threshold) \(what)", [quantity]) { input, cell, _ in
      guard let claim = input.claim(quantity, cell), claim.estimate.lower >= least else { return nil }
      return EvidenceTrigger(
        text: Words.figure(claim), strength: claim.estimate.value / least, claims: [claim])
    }
  }

  /// When the figure of a cell is more than `factor` times that of the other, and at least `least`.
  ///
  /// - Parameter saysLeast: whether the threshold names the least figure, where that is no matter of course.
  init(
    _ name: String, _ quantity: Figure, moreThan factor: Double, times what: String,
    atLeast least: Double, saysLeast: Bool = true
  ) {
    let floor = saysLeast ? ", and \(Self.number(least)) or more" : ""
    self.init(name, "more than \(Self.number(factor)) times \(what)\(floor)", [quantity]) {
      input, cell, other in
      guard let other, let claim = input.claim(quantity, cell), let base = input.claim(quantity, other),
        claim.estimate.lower >= least, claim.estimate.lower > factor * base.estimate.upper
      else { return nil }
      return EvidenceTrigger(
        claim, against: base, of: other, strength: claim.estimate.value / max(base.estimate.value, least))
    }
  }

  /// When the figure of a cell is less than `share` of that of the other.
  init(_ name: String, _ quantity: Figure, below share: Double, of what: String) {
    self.init(name, "less than \(Percent.text(share)) of \(what)", [quantity]) { input, cell, other in
      guard let other, let claim = input.claim(quantity, cell), let base = input.claim(quantity, other),
        claim.estimate.upper < share * base.estimate.lower
      else { return nil }
      return EvidenceTrigger(
        claim, against: base, of: other, strength: base.estimate.value / claim.estimate.value)
    }
  }

  /// `2`, `1.05`.
  private static func number(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }
}

/// The figure that triggered a rule in one cell.
struct EvidenceTrigger {
  /// `98 % [97, 100] (n = 12)`.
  var text: String
  /// How far beyond the threshold: of two triggers of a rule the greater is shown.
  var strength: Double
  var claims: [Claim]
}

extension EvidenceTrigger {
  fileprivate init(_ claim: Claim, against base: Claim, of other: Cell, strength: Double) {
    self.init(
      text: "\(Words.figure(claim)) against \(Words.figure(base)) with \(ClaimSubject(other))",
      strength: strength, claims: [claim, base])
  }
}
