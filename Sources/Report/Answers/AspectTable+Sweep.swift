import Analysis
import Records

extension AspectTable {
  /// Of the block with most primitives; of those the one with the largest messages and fewest flows.
  package init(_ input: ReportInput) {
    let blocks = Dictionary(grouping: input.cells, by: \.block)
    let best = input.cells.map(\.block).max { first, second in
      let counts = ((blocks[first] ?? []).count, (blocks[second] ?? []).count)
      return (counts.0, first.messageBytes, second.flows) < (counts.1, second.messageBytes, first.flows)
    }
    let cells = best.flatMap { blocks[$0] } ?? []
    self.init(
      subjects: cells.map { ClaimSubject($0) }, place: cells.first.map { "at \(Words.place($0))" } ?? "",
      rows: cells.isEmpty ? [] : Self.rows(input, cells))
  }

  private static func rows(_ input: ReportInput, _ cells: [Cell]) -> [Row] {
    let figures = [
      FigureQuantities.goodput, FigureQuantities.senderCost, FigureQuantities.senderUserCost,
      FigureQuantities.receiverCost, FigureQuantities.callsPerMessage, FigureQuantities.contextSwitches[0],
      FigureQuantities.completionsPerMessage, FigureQuantities.copiedNotifications,
    ]
    return [Row(aspect: "copies per payload byte, all stages", entries: cells.map { copies(input, $0) })]
      + figures.map { quantity in
        Row(aspect: "\(quantity.title)\(unit(quantity))", entries: cells.map { figure(input, quantity, $0) })
      } + [
        Row(
          aspect: "pages held per message",
          entries: cells.map { completions(input, $0) { "\($0.pagesPerMessage)" } }),
        Row(
          aspect: "memory to keep until completion",
          entries: cells.map { cell in
            completions(input, cell) { "up to \(SizeText.rounded(Double($0.mostBytesInFlight)))" }
          }),
        Row(aspect: "more goodput than two-copy", entries: cells.map { pays(input, $0) }),
      ]
  }

  private static func unit(_ quantity: FigureQuantity) -> String {
    ["share", "per message", "1"].contains(quantity.unit) ? "" : ", \(quantity.unit)"
  }

  private static func figure(_ input: ReportInput, _ quantity: FigureQuantity, _ cell: Cell) -> Entry {
    guard let claim = input.claim(quantity, cell) else {
      let reason =
        input.figures[cell, quantity]?.intervalReason ?? input.figures.reason(cell, quantity)
        ?? "not recorded"
      return Entry(text: nil, reason: reason, claims: [], proofs: [])
    }
    return Entry(text: Words.interval(claim), reason: nil, claims: [claim], proofs: [])
  }

  private static func ledger(_ input: ReportInput, _ cell: Cell) -> Ledger? {
    input.ledgers(of: cell.primitive).first { $0.link == cell.link }
  }

  private static func copies(_ input: ReportInput, _ cell: Cell) -> Entry {
    guard let ledger = ledger(input, cell) else {
      return Entry(text: nil, reason: "no proof run", claims: [], proofs: [])
    }
    return Entry(text: ExplainWords.sum(ledger), reason: nil, claims: [], proofs: Proofs.proofs(ledger))
  }

  private static func completions(
    _ input: ReportInput, _ cell: Cell, _ text: (CompletionFacts) -> String
  ) -> Entry {
    guard let ledger = ledger(input, cell) else {
      return Entry(text: nil, reason: "no proof run", claims: [], proofs: [])
    }
    guard let facts = ledger.completions else {
      return Entry(text: nil, reason: "no completions", claims: [], proofs: [])
    }
    return Entry(text: text(facts), reason: nil, claims: [], proofs: Proofs.proofs(ledger, [.deferred]))
  }

  /// From which size, by goodput, with the flows and link of the table.
  private static func pays(_ input: ReportInput, _ cell: Cell) -> Entry {
    guard cell.primitive != PairsOfInterest.baseline else {
      return Entry(text: nil, reason: "what the others are compared with", claims: [], proofs: [])
    }
    let finding = input.findings.crossovers.first { finding in
      finding.question.measure == Measures.goodput && finding.question.pairs.contains { $0.candidate == cell }
    }
    guard let finding, finding.rounds >= 3 else {
      return Entry(
        text: nil, reason: "not compared with two-copy in 3 rounds at every size", claims: [], proofs: [])
    }
    if case .notResolvable(let why) = finding.answer {
      return Entry(
        text: nil, reason: why.words(candidate: cell.primitive, baseline: PairsOfInterest.baseline),
        claims: [],
        proofs: [])
    }
    let claims = CrossoverClaims.claims([finding], sweep: input.sweep.id)
    return Entry(
      text: "\(finding.answer)", reason: nil,
      claims: claims.isEmpty ? CrossoverSentences.pairClaims(input, finding) : claims, proofs: [])
  }
}
