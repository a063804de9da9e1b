import Records

/// Something about this machine that would spoil a figure.
package struct DoctorFinding: Codable, Sendable {
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
  package var cause: Prose
  package var effect: Prose
  /// The flag or command that ends it.
  package var remedy: Prose

  /// The finding as a sweep stores it.
  package var caveat: Caveat { Caveat(kind: name, cause: cause, effect: effect, remedy: remedy) }
}

/// A check that ended without a finding: what it saw, or why it could see nothing.
package struct QuietCheck: Codable, Sendable {
  package var name: String
  package var text: Prose
}

/// One thing that spoils figures: a value in `SpoilerRules.all`.
struct SpoilerRule: Sendable {
  let name: String
  /// Throws `Unknown` when the facts do not tell, which is not the same as nothing found.
  let look: @Sendable (Checkup) throws(Unknown) -> Sighting

  init(_ name: String, look: @escaping @Sendable (Checkup) throws(Unknown) -> Sighting) {
    (self.name, self.look) = (name, look)
  }

  /// A rule that looks at the value of one fact alone.
  ///
  /// - Parameter spoils: whether a value does harm; of all others the value itself is what was seen.
  init(
    _ name: String, fact: String, spoils: @escaping @Sendable (String) -> Bool,
    found: @escaping @Sendable (String) -> Sighting
  ) {
    self.init(name) { checkup throws(Unknown) in
      let value = try checkup.value(fact)
      return spoils(value) ? found(value) : .clear("\(value)")
    }
  }
}

/// What a rule saw.
enum Sighting {
  /// Nothing to object to; what was seen, in a few words.
  case clear(Prose)
  case found(DoctorFinding.Weight, cause: Prose, effect: Prose, remedy: Prose)

  static func found(_ weight: DoctorFinding.Weight, _ caveat: Caveat) -> Sighting {
    .found(weight, cause: caveat.cause, effect: caveat.effect, remedy: caveat.remedy)
  }
}
