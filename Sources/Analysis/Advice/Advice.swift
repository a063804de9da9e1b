import Records

/// One recommendation in a sentence, with what would turn it round and the claims it rests on.
package struct Advice: Codable, Sendable {
  /// `from 16Ki with 1 flow over loopback: one-copy, 18 % [14, 22] more goodput than two-copy`.
  package var sentence: Prose
  /// What would flip it: `below 9.8Ki [9.2Ki, 10.4Ki] two-copy is ahead`; never empty.
  package var flips: [Prose]
  package var claims: [Claim]
}
