import Analysis
import Records

/// What a sweep decides, for the pages of a report.
enum FindingTables {
  static func verdicts(_ findings: SweepFindings) -> PageTable {
    let table = VerdictTable(findings.comparisons)
    var notes = [
      "Change with 95 % interval: geometric mean of the ratios paired by round. p: raw, and corrected by Holm over all "
        + "comparisons of a measure."
    ]
    if table.undecidedPairs > 0 {
      notes.append(
        "\(table.undecidedPairs) of \(table.pairs) pairs are undecided by both measures and have no row.")
    }
    return table.table(notes: notes)
  }

  /// One line per question with an answer, then how many have none.
  static func crossovers(_ findings: SweepFindings) -> [String] {
    let questions = findings.crossovers.filter { $0.question.sizes.count > 1 }
    var lines: [String] = []
    var unresolved = 0
    for finding in questions {
      if case .notResolvable = finding.answer {
        unresolved += 1
      } else if let line = CrossoverText.line(finding) {
        lines.append(line)
      }
    }
    guard unresolved > 0 else { return lines }
    return lines + ["not resolvable at this noise: \(unresolved) of \(questions.count) questions"]
  }

  /// Everything recorded about the host, with the reason where a fact is unknown.
  static func facts(_ host: HostFacts) -> PageTable {
    PageTable(
      "Recorded facts", columns: [.init("fact", isText: true), .init("value", isText: true)],
      rows: host.facts.map { [$0.name, $0.value ?? "unknown: \($0.reason?.rendered ?? "no reason given")"] })
  }
}
