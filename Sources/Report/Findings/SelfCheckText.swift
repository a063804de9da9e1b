import Analysis

/// The outcome of a self-check as one line.
package enum SelfCheckText {
  package static func line(_ check: SelfCheck) -> String {
    "self-check: \(check.falseVerdicts) of \(check.pairs) A/A pairs got a verdict of better or worse: "
      + "\(Percent.text(check.rate)) [\(Percent.digits(check.interval.lower)), \(Percent.digits(check.interval.upper))], "
      + "nominal \(Percent.text(SelfCheck.nominalRate)): \(check.isWithinNominal ? "within" : "above") it"
  }
}
