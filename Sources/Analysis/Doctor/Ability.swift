/// Something copycost can measure on this machine, or cannot, or only within limits.
package struct Ability: Codable, Hashable, Sendable {
  package enum Status: String, Codable, Sendable, CaseIterable {
    case yes, limited, no, unknown
  }

  /// Stable identifier: `hardware-counters`, `tracepoints`, ...
  package var name: String
  /// What it is needed for.
  package var enables: String
  package var status: Status
  /// What was found; nil where there is nothing to say.
  package var reason: String?
  /// What to do about it; nil where nothing needs doing.
  package var remedy: String?
}

/// One question about what can be measured; a conformer is one line in `DoctorRules`.
protocol AbilityRule: SendableMetatype {
  static var name: String { get }
  static var enables: String { get }
  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer
}

/// What a rule found out.
enum AbilityAnswer {
  case yes
  /// Yes, with something one should know.
  case noted(String)
  case limited(String, remedy: String)
  case no(String, remedy: String)
}

extension AbilityRule {
  static func ability(_ checkup: Checkup) -> Ability {
    func ability(_ status: Ability.Status, _ reason: String?, _ remedy: String?) -> Ability {
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

  /// The outcome of a trial: `yes`, or what was refused and what helps against that.
  static func trial(
    _ fact: String, _ checkup: Checkup, remedy: (String) -> String
  ) throws(Unknown) -> AbilityAnswer {
    guard let found = checkup.host.facts.first(where: { $0.name == fact }) else {
      throw Unknown("\(fact) was not recorded")
    }
    if found.value != nil { return .yes }
    let reason = found.reason ?? "refused"
    return .no(reason, remedy: remedy(reason))
  }
}
