import Analysis
import Records

/// The summary of a sweep as Markdown: for a pull request, an issue or a lab report.
package enum MarkdownExporter: Exporter {
  package static let name = "markdown"
  package static let summary = "The summary table with host and notes, for an issue or a report."

  package static func write(_ source: ExportSource, to output: (String) throws -> Void) throws {
    let table = SummaryTable(try source.summary())
    let sweep = source.sweep
    try output("## copycost sweep \(sweep.id)\n\n")
    try output(
      "\(SweepDocument.utc(sweep.startedAtUnixNanoseconds)), \(sweep.status.rawValue), seed \(sweep.plan.seed), "
        + "copycost \(sweep.version): `\(sweep.command)`\n\n")
    let facts = sweep.host.facts.map { fact in
      "- \(fact.name): \(escaped(fact.value ?? "unknown (\(fact.reason?.rendered ?? "no reason given"))"))\n"
    }
    if !facts.isEmpty { try output("<details><summary>Host</summary>\n\n\(facts.joined())\n</details>\n\n") }
    let columns = table.columns
    try output(row(columns.map { [$0.group, $0.name].filter { !$0.isEmpty }.joined(separator: " ") }))
    try output(row(columns.map { $0.isText ? "---" : "---:" }))
    for index in table.summary.cells.indices { try output(row(columns.map { $0.texts[index] })) }
    try output("\n")
    for note in table.notes + sweep.caveats.map({ "caveat \($0.kind): \($0.sentence.rendered)" }) {
      try output("- \(escaped(note))\n")
    }
  }

  private static func row(_ fields: [String]) -> String {
    "| " + fields.map(escaped).joined(separator: " | ") + " |\n"
  }

  private static func escaped(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ").map { character in
      "|<>".contains(character) ? "\\\(character)" : String(character)
    }.joined()
  }
}
