/// Whose figure a reading is.
package enum Side: String, Codable, Hashable, Sendable, CaseIterable {
  /// The worker whose flows send.
  case sender
  /// The worker whose flows receive.
  case receiver
  /// Every CPU of the machine, whoever used it.
  case machine
  /// The connection or both ends together: goodput, window, zero-copy completions.
  case flow
}
