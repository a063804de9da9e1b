import Records

/// The report as Markdown: for a repository, an issue, or a reader without a browser.
package struct MarkdownReport {
  private let contents: ReportContents

  package init(_ contents: ReportContents) {
    self.contents = contents
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
    text += "- **Environment**: grade \(front.grade.rawValue), \(front.grade.meaning).\n"
    text += "- **Conservation**: \(Markdown.text(front.conservation))\n"
    text += "- **Precision**: \(Markdown.text(front.precision.joined(separator: " ")))\n"
    text += "- **Again**: \(Markdown.code(front.reproduce))\n"
    text += section("Broken conservation laws", Markdown.list(front.violations), level: 3)
    return text + section("Caveats", Markdown.list(front.gradeReasons + front.caveats), level: 3)
  }

  private var sections: [String] {
    contents.comparisons.map { section($0.caption, Markdown.table($0)) } + [
      section("Verdicts", Markdown.table(contents.verdicts)),
      section("Crossovers", Markdown.list(contents.crossovers)),
      section("Cost models", Markdown.list(contents.models)),
      section("All cells", Markdown.table(contents.summary)),
    ]
  }

  private func section(_ title: String, _ body: String, level: Int = 2) -> String {
    body.isEmpty ? "" : "\n\(String(repeating: "#", count: level)) \(Markdown.text(title))\n\n\(body)"
  }
}
