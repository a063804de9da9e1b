import Analysis
import Records

/// What a sweep's samples decide, as text under the summary table.
package struct FindingsText {
  private let findings: SweepFindings
  private let plan: Plan
  private let senders: [PrimitiveDescription]
  private let summary: SweepSummary
  private let statuses: [RepetitionPlan.Status]

  /// - Parameters:
  ///   - senders: the primitives of the sweep's worker.
  ///   - table: the samples the findings come from.
  package init(
    _ findings: SweepFindings, plan: Plan, senders: [PrimitiveDescription], table: SampleTable,
    summary: SweepSummary
  ) {
    self.findings = findings
    self.summary = summary
    self.plan = plan
    self.senders = senders
    statuses = RepetitionRule(plan).plan(cells: plan.allCells, table, isBudgetSpent: true).statuses
  }

  /// Sections separated by blank lines; one line that says so when there are too few rounds for any.
  package func text(width: Int = 120) -> String {
    let prose = [crossovers, models, repetition, flags, advice]
    let sections = [verdicts(width)] + prose.map { $0.flatMap { TextTable.kept($0, width: width) } }
    let filled = sections.filter { !$0.isEmpty }
    guard !filled.isEmpty else { return "Fewer than 3 rounds: nothing is claimed.\n" }
    return filled.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private func verdicts(_ width: Int) -> [String] {
    guard !findings.comparisons.isEmpty else { return [] }
    let table = VerdictTable(findings.comparisons)
    let undecided = table.undecidedPairs
    let rest = "\(undecided) of \(table.pairs) pairs undecided; `copycost export --cells` lists them"
    let below = (undecided == 0 ? [] : [rest]) + floor
    let against = table.baseline.map { " against \($0)" } ?? ""
    let title = "Verdicts\(against): change with 95 % interval, geometric mean of ratios paired by round"
    return TextTable.kept(title, width: width)
      + table.lines(width: width) + below.flatMap { TextTable.kept($0, width: width) }
  }

  private var floor: [String] {
    let floors = zip(findings.measures, findings.floors).filter { Figures.crossover.contains($0.0) }
    let parts = floors.compactMap { measure, floor in
      floor.map { "\(measure.label) \(Percent.text($0.relative))" }
    }
    guard let any = floors.compactMap(\.1).first else {
      return [
        "noise floor: unknown, for there are fewer than \(TwinCells.fewestPairs) A/A pairs of 3 rounds (--twins 4)"
      ]
    }
    return [
      "noise floor from \(any.pairs) A/A pairs: \(parts.joined(separator: ", ")); differences below it get no verdict"
    ]
  }

  private var crossovers: [String] {
    var lines: [String] = []
    var unresolved = 0
    let questions = findings.crossovers.filter { $0.question.sizes.count > 1 }
    for finding in questions {
      if case .notResolvable = finding.answer {
        unresolved += 1
      } else if let line = CrossoverText.line(finding) {
        lines.append("  \(line)")
      }
    }
    if unresolved > 0 {
      lines.append("  not resolvable at this noise: \(unresolved) of \(questions.count) questions")
    }
    return lines.isEmpty ? [] : ["Crossovers"] + lines
  }

  private var models: [String] {
    let lines = CostModelText.lines(findings.models)
    return lines.isEmpty ? [] : ["Cost models"] + lines.map { "  \($0)" }
  }

  private var repetition: [String] {
    guard plan.repetition.endsByItself else { return [] }
    let met = statuses.count(where: \.isMet)
    let missed = statuses.compactMap { status -> String? in
      guard case .notMet(let why) = status.outcome else { return nil }
      return "  \(status.cell): \(why)"
    }
    return ["\(target) met by \(met) of \(statuses.count) cells"] + missed
  }

  private var target: String {
    let parts = [
      plan.repetition.precision.map { "precision \(Percent.text($0))" },
      plan.repetition.decide.map { "decision within \(Percent.text($0))" },
    ]
    return parts.compactMap(\.self).joined(separator: " and ")
  }

  /// Cells whose samples drift, fall into two groups, or have a trend inside the window.
  private var flags: [String] {
    let flagged = (findings.cells.first ?? []).filter { !$0.flags.isEmpty }
      .map { "  \($0.cell): \($0.flags.map(\.rawValue).joined(separator: ", "))" }.sorted()
    return flagged.isEmpty ? [] : ["Suspicious cells"] + flagged
  }

  private var advice: [String] {
    let reasons = LossReason.lines(findings.comparisons, summary, senders: senders)
    guard !findings.advice.isEmpty else {
      return findings.comparisons.isEmpty
        ? [] : reasons + ["Advice: none; no difference between primitives survived"]
    }
    return reasons + ["Advice"]
      + findings.advice.flatMap { advice in
        ["  \(advice.sentence.rendered)"] + advice.flips.map { "    would flip: \($0.rendered)" }
      }
  }
}
