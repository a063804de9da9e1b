import Analysis
import Records

/// Everything a report says, in order: HTML and Markdown are two ways to write it down.
package struct ReportContents: Sendable {
  let front: FrontPage
  let charts: [ChartFigure]
  /// Why fewer charts, or less in them, are shown than there is data for.
  let chartNotes: [String]
  let answers: AnswersDocument
  let winners: PageTable
  let aspects: PageTable
  let verdicts: PageTable
  let crossovers: [String]
  let models: PageTable
  let summary: PageTable
  let figures: PageTable
  let facts: PageTable
  /// Tables that stand before all others, under one title: a comparison of sweeps, somebody's table under ours.
  let comparison: Comparison?

  package struct Comparison: Sendable {
    let title: String
    let tables: [PageTable]

    package init(title: String, tables: [PageTable]) {
      self.title = title
      self.tables = tables
    }
  }

  package init(
    _ input: ReportInput, answers: AnswersDocument, charts: [ChartFigure], chartNotes: [String] = [],
    comparison: Comparison? = nil
  ) {
    front = FrontPage(input, answers.counts)
    self.charts = charts
    self.chartNotes = chartNotes
    self.comparison = comparison
    self.answers = answers
    winners = AnswerTables.winners(answers.winners)
    aspects = AnswerTables.aspects(answers.aspects)
    verdicts = FindingTables.verdicts(input.findings)
    crossovers = FindingTables.crossovers(input.findings)
    models = ModelTable.table(input.findings.models)
    summary = FigureTables.summary(input)
    figures = FigureTables.figures(input)
    facts = FindingTables.facts(input.sweep.host)
  }
}

extension ChartFigure {
  /// The data drawn; without rows where nothing was read, for the gaps say so in one line.
  var table: PageTable {
    PageTable(title, columns: columns, rows: marks == 0 ? [] : rows.rows)
  }

  /// A column in which every text begins like a number is one of numbers.
  private var columns: [PageTable.Column] {
    rows.header.enumerated().map { index, name in
      let texts = rows.rows.lazy.map { $0[index] }
      return .init(
        name, isText: !texts.allSatisfy { $0.first.map { "-+.<>0123456789".contains($0) } ?? true })
    }
  }
}
