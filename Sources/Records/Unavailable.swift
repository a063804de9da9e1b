/// Why something could not be read, in a few words that are shown to people and stored.
package struct Unavailable: Error, Hashable, Sendable, CustomStringConvertible {
  package var reason: String

  package init(_ reason: String) {
    self.reason = reason
  }

  package var description: String { reason }
}

/// A value, or the reason why there is none.
package typealias Obtained<Value> = Result<Value, Unavailable>
