/// What a send or receive primitive says of itself, for `list`, usage errors and reports.
package struct PrimitiveDescription: Codable, Hashable, Sendable {
  package var name: String
  /// Other names it answers to: `A1` for `two-copy`.
  package var aliases: [String]
  package var summary: String
  /// System calls per message, with flags.
  package var calls: [String]
  /// Where the bytes come from or go to, and what they contain.
  package var memory: String
  /// `null` and its kind: no byte reaches a socket.
  package var movesNothing: Bool

  package init(
    name: String, aliases: [String] = [], summary: String, calls: [String], memory: String,
    movesNothing: Bool = false
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.calls = calls
    self.memory = memory
    self.movesNothing = movesNothing
  }
}
