import Records

/// Something copycost can measure on this machine, or cannot, or only within limits.
package struct Ability: Codable, Sendable {
  package enum Status: String, Codable, Sendable, CaseIterable {
    case yes, limited, no, unknown
  }

  /// Stable identifier: `hardware-counters`, `tracepoints`, ...
  package var name: String
  /// What it is needed for.
  package var enables: Prose
  package var status: Status
  /// What was found; nil where there is nothing to say.
  package var reason: Prose?
  /// What to do about it; nil where nothing needs doing.
  package var remedy: Prose?
}

/// One question about what can be measured: a value in `AbilityRules.all`.
struct AbilityRule: Sendable {
  let name: String
  let enables: Prose
  let answer: @Sendable (Checkup) throws(Unknown) -> AbilityAnswer

  init(
    _ name: String, enables: Prose, answer: @escaping @Sendable (Checkup) throws(Unknown) -> AbilityAnswer
  ) {
    (self.name, self.enables, self.answer) = (name, enables, answer)
  }

  /// A rule that one trial decides.
  init(_ name: String, enables: Prose, trial: Trial) {
    self.init(name, enables: enables) { checkup throws(Unknown) in try trial.answer(checkup) }
  }

  func ability(_ checkup: Checkup) -> Ability {
    func ability(_ status: Ability.Status, _ reason: Prose?, _ remedy: Prose?) -> Ability {
      Ability(name: name, enables: enables, status: status, reason: reason, remedy: remedy)
    }
    do throws(Unknown) {
      switch try answer(checkup) {
      case .yes: return ability(.yes, nil, nil)
      case .noted(let reason): return ability(.yes, reason, nil)
      case .limited(let reason, let remedy): return ability(.limited, reason, remedy)
      case .no(let reason, let remedy): return ability(.no, reason, remedy)
      }
    } catch {
      return ability(.unknown, error.reason, nil)
    }
  }
}

/// What a rule found out.
enum AbilityAnswer {
  case yes
  /// Yes, with something one should know.
  case noted(Prose)
  case limited(Prose, remedy: Prose)
  case no(Prose, remedy: Prose)
}

/// A fact that has a value where something was granted, and what helps against each refusal.
struct Trial: Sendable {
  /// `can.perf.software`, ...
  let fact: String
  let remedies: [Refusal: Prose]
  /// What helps against all other refusals, and where an archive does not say which one it was.
  let otherwise: Prose

  init(_ fact: String, _ remedies: [Refusal: Prose] = [:], otherwise: Prose) {
    (self.fact, self.remedies, self.otherwise) = (fact, remedies, otherwise)
  }

  /// - Throws: `Unknown` when nobody tried, or the trial gave no answer.
  func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    guard let found = checkup.host.facts.first(where: { $0.name == fact }) else {
      throw Unknown("\(fact) was not recorded")
    }
    if found.value != nil { return .yes }
    let reason = found.reason ?? "refused"
    guard found.refusal != .untried else { throw Unknown(reason) }
    return .no(reason, remedy: found.refusal.flatMap { remedies[$0] } ?? otherwise)
  }
}
