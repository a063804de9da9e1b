import Records

/// Something about this machine that would spoil a figure.
package struct DoctorFinding: Codable, Hashable, Sendable {
  /// How far the harm goes.
  package enum Weight: String, Codable, Sendable, CaseIterable {
    /// May change a comparison inside one sweep.
    case distorts
    /// Moves figures of all primitives: they hold for this setting and say little about another machine.
    case shifts
    /// Would do harm, but copycost takes care of it.
    case handled
  }

  /// Stable identifier, the same as the kind of the caveat: `other-load`, `paced`, ...
  package var name: String
  package var weight: Weight
  package var cause: String
  package var effect: String
  /// The flag or command that ends it.
  package var remedy: String

  /// The finding as a sweep stores it.
  package var caveat: Caveat { Caveat(kind: name, cause: cause, effect: effect, remedy: remedy) }
}

/// A check that ended without a finding: what it saw, or why it could see nothing.
package struct QuietCheck: Codable, Hashable, Sendable {
  package var name: String
  package var text: String
}

/// One thing that spoils figures; a conformer is one line in `DoctorRules`.
protocol SpoilerRule: SendableMetatype {
  static var name: String { get }
  /// - Throws: `Unknown` when the facts do not tell, which is not the same as nothing found.
  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting
}

/// What a rule saw.
enum Sighting {
  /// Nothing to object to; what was seen, in a few words.
  case clear(String)
  case found(DoctorFinding.Weight, cause: String, effect: String, remedy: String)
}
