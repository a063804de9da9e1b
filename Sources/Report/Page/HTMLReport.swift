import Records

/// The report as one HTML file that needs nothing else and asks nobody for anything.
package struct HTMLReport {
  /// What draws charts in the browser, or why there is none.
  package enum Script: Sendable {
    case script(String)
    case missing(String)
  }

  private let contents: ReportContents
  private let script: Script

  package init(_ contents: ReportContents, script: Script) {
    self.contents = contents
    self.script = script
  }

  /// - Throws: an error of the templates, which is a fault of this program.
  package func text() throws -> String {
    let templates = try PageTemplates()
    var context = front.merging(body) { first, _ in first }
    context["css"] = PageTemplates.styleSheet
    context["version"] = copycostVersion
    context["nonce"] = Self.nonce()
    context["footer"] = "\(contents.front.subtitle). Written by copycost \(copycostVersion)."
    switch script {
    case .script(let text):
      context["isDrawn"] = true
      context["script"] = text
      context["glue"] = PageTemplates.glue
    case .missing(let why):
      context["isDrawn"] = false
      context["whyNotDrawn"] = why
    }
    return templates.page(context)
  }

  private var isDrawn: Bool { if case .script = script { true } else { false } }

  /// Lets the page's own scripts run and no other: drawn anew for every page, so that no text of an archive knows it.
  private static func nonce() -> String {
    (0..<4).map { _ in String(UInt32.random(in: .min ... .max), radix: 36) }.joined()
  }

  private var front: [String: Any] {
    let front = contents.front
    return [
      "title": front.title, "subtitle": front.subtitle, "grade": front.grade.rawValue,
      "environment": front.environment.rendered, "conservation": front.conservation,
      "precision": front.precision,
      "reproduce": front.reproduce, "violated": !front.violations.isEmpty,
      "violations": front.violations.map(\.text.rendered),
      "entries": front.entries.map {
        ["name": $0.name, "text": $0.text, "isCode": $0.isCode] as [String: Any]
      },
      "hasCaveats": !front.caveats.isEmpty,
      "caveats": front.caveats.map { warning in
        [
          "kind": warning.caveat.kind, "count": warning.samples.map { [$0] } ?? [],
          "cause": warning.caveat.cause.rendered, "effect": warning.caveat.effect.rendered,
          "remedy": warning.caveat.remedy.rendered,
        ] as [String: Any]
      },
    ]
  }

  private var body: [String: Any] {
    var context: [String: Any] = [
      "hasComparisons": contents.comparison != nil, "comparisonTitle": contents.comparison?.title ?? "",
      "comparisons": (contents.comparison?.tables ?? []).map(PageContext.table),
      "chartNotes": contents.chartNotes, "charts": contents.charts.map(chart),
      "answers": contents.answers.answers.map(answer),
      "winners": PageContext.tables([contents.winners]), "hasWinners": !contents.winners.isEmpty,
      "aspects": PageContext.tables([contents.aspects]), "hasAspects": !contents.aspects.isEmpty,
      "noAdvice": contents.answers.recommendation.reason.map { [$0.rendered] } ?? [],
      "advice": contents.answers.recommendation.advice.map {
        ["text": $0.asSentence, "hasFlips": !$0.flips.isEmpty, "flips": $0.flips.map(\.rendered)]
          as [String: Any]
      },
      "hasCrossovers": !contents.crossovers.isEmpty, "crossovers": contents.crossovers,
      "models": PageContext.table(contents.models), "hasModels": !contents.models.isEmpty,
      "modelNotes": contents.models.isEmpty ? contents.models.notes : [],
      "appendix": [contents.verdicts, contents.summary, contents.figures].filter { !$0.isEmpty }.map(
        PageContext.table),
      "facts": PageContext.table(contents.facts),
    ]
    context["sections"] = sections
    return context
  }

  private func answer(_ answer: Answer) -> [String: Any] {
    [
      "id": answer.id, "question": answer.question.rendered,
      "sentences": answer.sentences.map { ["text": $0.text.rendered, "kind": $0.kind.rawValue] },
      "diagrams": answer.diagram.map { [["title": $0.title, "text": $0.text]] } ?? [],
    ]
  }

  private func chart(_ figure: ChartFigure) -> [String: Any] {
    let table = figure.table
    return [
      "id": figure.id, "title": figure.title, "finding": figure.finding, "marks": figure.marks,
      "hasGaps": !figure.gaps.isEmpty, "gaps": figure.gaps,
      "isDrawn": isDrawn && !figure.spec.isEmpty, "spec": PageText.embedded(json: figure.spec),
      "table": PageContext.tables([table]),
    ]
  }

  /// Entries of the table of contents, for what is there.
  private var sections: [[String: String]] {
    let all: [(id: String, name: String, isThere: Bool)] = [
      ("overview", "Overview", true),
      ("comparison", contents.comparison?.title ?? "", contents.comparison != nil),
      ("answers", "Answers", true),
      ("winners", "Who wins", !contents.winners.isEmpty),
      ("charts", "Charts", true),
      ("aspects", "Aspects", !contents.aspects.isEmpty),
      ("recommendation", "Recommendation", true),
      ("models", "Crossovers and cost models", true),
      ("appendix", "All figures", true),
    ]
    return all.filter(\.isThere).map { ["id": $0.id, "name": $0.name] }
  }
}

/// Values as the templates take them.
enum PageContext {
  /// Columns that can be read on a sheet of A4.
  private static let widestPrinted = 16

  /// Those that have rows.
  static func tables(_ tables: [PageTable]) -> [[String: Any]] {
    tables.filter { !$0.isEmpty }.map(table)
  }

  static func table(_ table: PageTable) -> [String: Any] {
    [
      "caption": table.caption, "width": table.columns.count, "isWide": table.columns.count > widestPrinted,
      "columns": table.columns.map { ["name": $0.name, "isText": $0.isText] as [String: Any] },
      "rows": table.rows.map { row in
        [
          "cells": row.enumerated().map { index, text in
            ["text": text, "isText": table.columns[index].isText, "isHeader": index < table.headers]
              as [String: Any]
          }
        ] as [String: Any]
      },
      "hasNotes": !table.notes.isEmpty, "notes": table.notes,
    ]
  }
}
