import Analysis
import Records

/// What `doctor --json` writes: Schemas/copycost-doctor-1.schema.json.
package struct DoctorDocument {
  /// Name and version of the format; a change that breaks readers gets another one.
  package static let schema = "copycost-doctor/1"

  private let report: DoctorReport
  private let host: HostFacts

  /// - Parameter host: the facts the report was made from.
  package init(_ report: DoctorReport, host: HostFacts) {
    self.report = report
    self.host = host
  }

  /// One line of JSON with a line break at its end.
  package func text() -> String {
    let document = JSON.object([
      ("schema", .string(Self.schema)),
      ("copycost", .string(copycostVersion)),
      ("grade", .string(report.grade.rawValue)),
      ("meaning", .string(report.grade.meaning.rendered)),
      ("abilities", .array(report.abilities.map(Self.ability))),
      ("findings", .array(report.findings.map(Self.finding))),
      ("clear", .array(report.clear.map(Self.check))),
      ("unchecked", .array(report.unchecked.map(Self.check))),
      ("host", .array(host.facts.map(SweepDocument.fact))),
    ])
    return document.text + "\n"
  }

  private static func ability(_ ability: Ability) -> JSON {
    .object([
      ("name", .string(ability.name)), ("enables", .string(ability.enables.rendered)),
      ("status", .string(ability.status.rawValue)), ("reason", .string(orNull: ability.reason?.rendered)),
      ("remedy", .string(orNull: ability.remedy?.rendered)),
    ])
  }

  private static func finding(_ finding: DoctorFinding) -> JSON {
    .object([
      ("name", .string(finding.name)), ("weight", .string(finding.weight.rawValue)),
      ("cause", .string(finding.cause.rendered)), ("effect", .string(finding.effect.rendered)),
      ("remedy", .string(finding.remedy.rendered)),
    ])
  }

  private static func check(_ check: QuietCheck) -> JSON {
    .object([("name", .string(check.name)), ("text", .string(check.text.rendered))])
  }
}
