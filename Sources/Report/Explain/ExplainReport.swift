import Records

/// An explanation as a page of text, as a mermaid diagram, or as JSON.
package enum ExplainReport {
  /// Diagram, code, words, evidence.
  package static func text(_ explanation: Explanation) -> String {
    let diagram = ExplainDiagram(explanation).text()
    let code = ExplainCode.lines(explanation).map { $0.isEmpty ? "" : "  \($0)" }
    let words = ExplainWords(explanation: explanation).lines()
    return [
      diagram, "The calls:\n" + code.joined(separator: "\n") + "\n", words.joined(separator: "\n") + "\n",
      evidence(explanation).joined(separator: "\n") + "\n",
    ].joined(separator: "\n")
  }

  package static func mermaid(_ explanation: Explanation) -> String {
    ExplainDiagram(explanation).mermaid()
  }

  /// Schema `copycost-explain/1`, on one line.
  package static func json(_ explanation: Explanation) -> String {
    ExplainDocument.json(explanation).text + "\n"
  }

  private static func evidence(_ explanation: Explanation) -> [String] {
    let ledger = explanation.subject.ledger
    var lines = ["Evidence (proof run of its own, messages of \(MessageSize(ledger.proofBytes))):"]
    lines += ledger.stages.map { "  \($0.place.rawValue) [\($0.kind.rawValue)]: \($0.reason ?? $0.evidence)" }
    lines.append("  \(instrumentation(ledger.instrumentation))")
    for caveat in ledger.caveats + explanation.caveats { lines.append("  note: \(caveat.sentence.rendered)") }
    var seen: Set<String> = []
    for caveat in explanation.subject.samples.flatMap(\.caveats) where seen.insert(caveat.kind).inserted {
      lines.append("  note on the timed samples: \(caveat.sentence.rendered)")
    }
    return lines
  }

  private static func instrumentation(_ cost: InstrumentationCost) -> String {
    guard let median = cost.median, let low = cost.ratios.min(), let high = cost.ratios.max() else {
      return "cost of tracing: not known (\(cost.reason ?? ""))"
    }
    return "cost of tracing: goodput x \(NumberText.fixed(median, 3)) (\(NumberText.fixed(low, 3)) to "
      + "\(NumberText.fixed(high, 3)) over \(cost.ratios.count) pairs); no timed sample is traced"
  }
}
