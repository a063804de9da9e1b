/// A stored warning about a figure: what is wrong, what it does to the figure, what to do about it.
///
/// Texts live in `Caveats.swift`, one function per kind, so that every warning reads alike.
package struct Caveat: Codable, Hashable, Sendable {
  /// Stable identifier: `window-skew`, `conservation`, `copied-after-all`, ...
  package var kind: String
  package var cause: String
  package var effect: String
  package var remedy: String

  package init(kind: String, cause: String, effect: String, remedy: String) {
    self.kind = kind
    self.cause = cause
    self.effect = effect
    self.remedy = remedy
  }
}

extension Caveat: CustomStringConvertible {
  package var description: String { "\(cause): \(effect). \(remedy)." }
}
