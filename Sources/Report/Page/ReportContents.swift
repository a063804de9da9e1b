import Analysis
import Records

/// Everything a report says, in order: HTML and Markdown are two ways to write it down.
package struct ReportContents: Sendable {
  let front: FrontPage
  let verdicts: PageTable
  let crossovers: [String]
  let models: [String]
  let summary: PageTable
  let figures: PageTable
  let facts: PageTable
  /// Tables that stand before all others: a comparison of sweeps, somebody's table under ours.
  package var comparisons: [PageTable] = []

  package init(_ input: ReportInput) {
    front = FrontPage(input)
    verdicts = FindingTables.verdicts(input.findings)
    crossovers = FindingTables.crossovers(input.findings)
    models = FindingTables.models(input.findings)
    summary = FigureTables.summary(input)
    figures = FigureTables.figures(input)
    facts = FindingTables.facts(input.sweep.host)
  }
}
