import Records

/// What can be measured on a machine, what would spoil the figures, and how good it is for measuring.
package struct DoctorReport: Codable, Sendable {
  package var grade: Grade
  /// In the order of `AbilityRules`.
  package var abilities: [Ability]
  /// The heaviest first.
  package var findings: [DoctorFinding]
  /// Checks that found nothing, with what they saw.
  package var clear: [QuietCheck]
  /// Checks that could not be made, with the reason: neither good nor bad.
  package var unchecked: [QuietCheck]

  package init(_ checkup: Checkup) {
    abilities = AbilityRules.all.map { $0.ability(checkup) }
    var (found, clear, unchecked): ([DoctorFinding], [QuietCheck], [QuietCheck]) = ([], [], [])
    for rule in SpoilerRules.all {
      do throws(Unknown) {
        switch try rule.look(checkup) {
        case .clear(let seen): clear.append(QuietCheck(name: rule.name, text: seen))
        case .found(let weight, let cause, let effect, let remedy):
          found.append(
            DoctorFinding(name: rule.name, weight: weight, cause: cause, effect: effect, remedy: remedy))
        }
      } catch {
        unchecked.append(QuietCheck(name: rule.name, text: error.reason))
      }
    }
    findings = DoctorFinding.Weight.allCases.flatMap { weight in found.filter { $0.weight == weight } }
    (self.clear, self.unchecked) = (clear, unchecked)
    grade = Grade(abilities: abilities, findings: findings, unchecked: unchecked.count)
  }

  /// Warnings to be stored with a sweep: every finding that copycost does not take care of itself.
  package var caveats: [Caveat] {
    findings.filter { $0.weight != .handled }.map(\.caveat)
  }
}
