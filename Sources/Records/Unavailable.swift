/// Why something could not be read, in a few words that are shown to people and stored.
package struct Unavailable: Error, Hashable, Sendable, CustomStringConvertible {
  package var reason: String
  /// What a decision may look at; `other` where nobody has to know.
  package var refusal: Refusal

  package init(_ reason: String, _ refusal: Refusal = .other) {
    self.reason = reason
    self.refusal = refusal
  }

  package var description: String { reason }
}

/// A value, or the reason why there is none.
package typealias Obtained<Value> = Result<Value, Unavailable>
