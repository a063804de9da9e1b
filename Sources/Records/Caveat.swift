/// A stored warning about a figure: what is wrong, what it does to the figure, what to do about it.
///
/// Texts live in `Caveats.swift`, one function per kind, so that every warning reads alike.
package struct Caveat: Codable, Sendable {
  /// Stable identifier: `window-skew`, `conservation`, `copied-after-all`, ...
  package var kind: String
  package var cause: Prose
  package var effect: Prose
  package var remedy: Prose

  package init(kind: String, cause: Prose, effect: Prose, remedy: Prose) {
    self.kind = kind
    self.cause = cause
    self.effect = effect
    self.remedy = remedy
  }
}

extension Caveat {
  /// All three in one line.
  package var sentence: Prose { "\(cause): \(effect). \(remedy)." }
}

/// As with `Prose`: a caveat inside a string does not compile, where it would show its fields; `sentence` is its text.
extension DefaultStringInterpolation {
  package mutating func appendInterpolation(_ caveat: Caveat) -> Never { fatalError("never called") }
  package mutating func appendInterpolation(_ caveat: Caveat) -> Never? { nil }
}

extension Caveat: Hashable {
  package static func == (left: Caveat, right: Caveat) -> Bool {
    left.kind == right.kind && Prose.isSame(left.cause, right.cause)
      && Prose.isSame(left.effect, right.effect) && Prose.isSame(left.remedy, right.remedy)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    cause.hash(into: &hasher)
  }
}
