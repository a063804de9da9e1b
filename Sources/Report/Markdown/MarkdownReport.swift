import Records

/// The report as Markdown: for a repository, an issue, or a reader without a browser.
package struct MarkdownReport {
  private let contents: ReportContents
  private let drawn: Set<String>

  /// - Parameter drawn: ids of the charts that lie in `charts/`; the others are shown as tables.
  package init(_ contents: ReportContents, drawn: Set<String>) {
    self.contents = contents
    self.drawn = drawn
  }

  package func text() -> String {
    ([front] + sections).filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
  }

  private var front: String {
    let front = contents.front
    var text = "# \(Markdown.text(front.title))\n\n\(Markdown.text(front.subtitle)).\n\n"
    text += front.entries.map { entry in
      "- **\(entry.name)**: \(entry.isCode ? Markdown.code(entry.text) : Markdown.text(entry.text))\n"
    }.joined()
    text += "- **Environment**: grade \(front.grade.rawValue): \(Markdown.text(front.environment.rendered))\n"
    text += "- **Conservation**: \(Markdown.text(front.conservation))\n"
    text += "- **Precision**: \(Markdown.text(front.precision.joined(separator: " ")))\n"
    text += "- **Again**: \(Markdown.code(front.reproduce))\n"
    text += section(
      "Broken conservation laws", Markdown.list(front.violations.map(\.text.rendered)), level: 3)
    return text + section("Caveats", Markdown.list(front.caveats.map(\.text.rendered)), level: 3)
  }

  private var sections: [String] {
    [
      contents.comparison.map {
        section(
          $0.title,
          $0.tables.map { $0.isEmpty ? Markdown.list($0.notes) : Markdown.table($0) }.joined(separator: "\n"))
      }
        ?? "",
      section("Answers", Self.answersHint + answers),
      section("Who wins", Markdown.table(contents.winners)),
      section("Charts", charts),
      section("Aspects", Markdown.table(contents.aspects)),
      section("Recommendation", advice),
      section("Crossovers", Markdown.list(contents.crossovers)),
      section("Cost models", Markdown.table(contents.models)),
      section("Verdicts", Markdown.table(contents.verdicts)),
      section("All cells", Markdown.table(contents.summary)),
    ]
  }

  private var charts: String {
    Markdown.list(contents.chartNotes)
      + contents.charts.map { figure in
        let finding = Markdown.text(figure.finding)
        let body =
          drawn.contains(figure.id)
          ? "![\(finding)](charts/\(figure.id).svg)\n\n\(finding)\n"
          : "\(finding)\n\n\(Markdown.table(figure.table))"
        return section(
          figure.title, body + (figure.gaps.isEmpty ? "" : "\n\(Markdown.list(figure.gaps))"), level: 3)
      }.joined()
  }

  private static let answersHint =
    "Every figure in a sentence is a claim in answers.json that can be recomputed from data.csv. *Measured*: figures as "
    + "they were taken. *Derived*: of a model, or concluded from several. *Fact*: what the documentation of the calls "
    + "says. “Goes with” names what was recorded beside a result, which need not be its cause. Figures in brackets are "
    + "95 % intervals; n counts the rounds.\n"

  private var answers: String {
    contents.answers.answers.map { answer in
      var body = Markdown.list(answer.sentences.map { "\($0.text.rendered) (\($0.kind.rawValue))" })
      if let diagram = answer.diagram { body += "\n```mermaid\n\(diagram.mermaid)\n```\n" }
      return section(answer.question.rendered, body, level: 3)
    }.joined()
  }

  private var advice: String {
    let recommendation = contents.answers.recommendation
    if let reason = recommendation.reason { return "None: \(Markdown.text(reason.rendered)).\n" }
    return recommendation.advice.map { advice in
      "- \(Markdown.text(advice.asSentence))\n"
        + advice.flips.map { "  - Would flip: \(Markdown.text($0.rendered))\n" }.joined()
    }.joined()
  }

  private func section(_ title: String, _ body: String, level: Int = 2) -> String {
    body.isEmpty ? "" : "\n\(String(repeating: "#", count: level)) \(Markdown.text(title))\n\n\(body)"
  }
}
