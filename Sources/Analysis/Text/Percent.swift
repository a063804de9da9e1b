import Foundation

/// Relative figures as people read them: one decimal below 10 %, none above.
package enum Percent {
  /// `7.2 %` for 0.072, `18 %` for 0.18; the sign is kept.
  package static func text(_ share: Double) -> String { "\(digits(share)) %" }

  /// Without the sign of per cent.
  package static func digits(_ share: Double) -> String {
    let value = 100 * share
    // 2^53: beyond it no digit of a whole number means anything, and an archive may hold such figures.
    guard abs(value) < 0x1p53 else { return value.description }
    let rounded = (10 * value).rounded() / 10
    if abs(rounded) >= 10 { return String(Int(value.rounded())) }
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }
}
