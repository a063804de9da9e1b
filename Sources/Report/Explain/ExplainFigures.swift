import Records

/// Figures of an explanation as text for people: a value or an interval, or why there is none.
enum ExplainFigures {
  /// `1.000`, `1.000 to 1.004`, `at least 0.98 (12 records were lost)`, `not known (no tracefs)`.
  static func copies(_ stage: Ledger.Stage?) -> String {
    guard let stage else { return "not looked at" }
    guard let low = stage.low else { return "not known (\(stage.reason ?? "no reason given"))" }
    guard let high = stage.high else {
      return "at least \(number(low)) (\(stage.reason ?? "nothing bounds it from above"))"
    }
    let (first, last) = (number(low), number(high))
    return first == last ? first : "\(first) to \(last)"
  }

  /// Copies to three digits; 0 is written `0` only when it is exactly that.
  static func number(_ copies: Double) -> String {
    copies == 0 ? "0" : copies < 0.0005 ? "<0.001" : NumberText.fixed(copies, 3)
  }

  /// `1.06 calls/message`; the reason where there is no value.
  static func text(_ figure: Explanation.Estimate, _ unit: String? = nil) -> String {
    guard let median = figure.median else { return "\(figure.name) not known (\(figure.reason ?? ""))" }
    return "\(short(median)) \(unit ?? figure.unit)"
  }

  /// `1.06 (1.06 to 1.07)`, in the unit that the figure's name says; the reason where there is no value.
  static func withSpread(_ figure: Explanation.Estimate) -> String {
    guard let median = figure.median, let low = figure.low, let high = figure.high else {
      return "not known (\(figure.reason ?? ""))"
    }
    return "\(short(median)) (\(short(low)) to \(short(high)))"
  }

  /// Three digits that matter, thousands as they are.
  static func short(_ value: Double) -> String {
    switch abs(value) {
    case 0: "0"
    case ..<0.0005: "<0.001"
    case ..<10: NumberText.fixed(value, 2)
    case ..<100: NumberText.fixed(value, 1)
    default: NumberText.fixed(value, 0)
    }
  }

  /// Nanoseconds as people say them.
  static func time(_ nanoseconds: UInt64?) -> String {
    guard let nanoseconds else { return "not seen" }
    let value = Double(nanoseconds)
    if value < 1e4 { return "\(nanoseconds) ns" }
    if value < 1e7 { return "\(NumberText.fixed(value / 1e3, 1)) us" }
    return "\(NumberText.fixed(value / 1e6, 1)) ms"
  }
}
