/// A mistake in what was asked for: one line with cause, effect and remedy; exit status 2.
///
/// Every one is made by a function in `Usage/`: there they can all be read, and a test prints them.
package struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  /// Only for `Usage/`, where each part is written out and none is glued to another.
  ///
  /// - Parameters:
  ///   - cause: a clause with a verb, and no full stop.
  ///   - effect: what it means for the command.
  ///   - remedy: what to type, with a capital letter and no full stop.
  init(_ cause: String, effect: String = UsageError.nothingRun, remedy: String) {
    self.description = "\(cause): \(effect). \(remedy)."
  }

  static let nothingRun = "nothing was run"
}

/// A measurement or an operation that failed: one line with cause, effect and remedy; exit status 1.
package struct OperationError: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String

  package init(_ cause: String, effect: String, remedy: String) {
    self.description = "\(cause): \(effect). \(remedy)."
  }
}
