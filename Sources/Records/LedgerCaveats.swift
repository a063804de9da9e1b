/// The texts of all warnings about a ledger.
extension Caveats {
  package static func neverLent(primitive: String) -> Caveat {
    Caveat(
      kind: "never-lent", cause: "\(primitive) asks for completions, but no send of it had one",
      effect: "it copies like any other sender", remedy: "Look whether its calls carry MSG_ZEROCOPY")
  }

  package static func unproved(_ cell: Cell, why: Prose) -> Caveat {
    Caveat(
      kind: "unproved",
      cause: "the proof run of \(ClaimSubject(cell)) over \(cell.link)\(cell.departures) failed: \(why)",
      effect: "its copies are not in the ledger; timed samples are not touched by it",
      remedy: "Try `copycost explain \(cell.primitive) --link \(cell.link)`")
  }

  package static func foreignBytes(_ count: UInt64) -> Caveat {
    Caveat(
      kind: "foreign-bytes", cause: "\(count) bytes of a proof arrived neither as sent nor as overwritten",
      effect: "the stream was corrupted; do not use the ledger", remedy: "Report it with the ledger as JSON")
  }
}
