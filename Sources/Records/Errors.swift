/// A mistake in what was asked for: one line with cause, effect and remedy; exit status 2.
package struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String

  package init(_ cause: String, effect: String, remedy: String) {
    self.description = "\(cause): \(effect). \(remedy)."
  }
}

/// A measurement or an operation that failed: one line with cause, effect and remedy; exit status 1.
package struct OperationError: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String

  package init(_ cause: String, effect: String, remedy: String) {
    self.description = "\(cause): \(effect). \(remedy)."
  }
}
