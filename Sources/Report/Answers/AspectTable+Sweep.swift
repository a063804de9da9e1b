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
      Figures.goodput, Figures.senderCost, Figures.senderUserCost,
      Figures.receiverCost, Figures.callsPerMessage, Figures.contextSwitches[0],
      Figures.completionsPerMessage, Figures.copiedNotifications,
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
        Row(aspect: "more goodput than \(input.baseline)", entries: cells.map { pays(input, $0) }),
      ]
  }

  private static func unit(_ quantity: Figure) -> String {
    ["share", "per message", "1"].contains(quantity.unit) ? "" : ", \(quantity.unit)"
  }

  private static func figure(_ input: ReportInput, _ quantity: Figure, _ cell: Cell) -> Entry {
    guard let claim = input.claim(quantity, cell) else {
      let reason =
        input.figures[cell, quantity]?.intervalReason ?? input.figures.reason(cell, quantity)
        ?? "not recorded"
      return Entry(text: nil, reason: Prose(reason), claims: [], proofs: [])
    }
    return Entry(text: Prose(Words.interval(claim)), reason: nil, claims: [claim], proofs: [])
  }

  /// A proof run of the cell's primitive, build, receive primitive and link: with its messages, or the largest there are.
  private static func proof(_ input: ReportInput, _ cell: Cell) -> (ledger: Ledger, note: String)? {
    let alike = input.proofs.filter { proof in
      [\Cell.primitive, \.variant, \.receive, \.link].allSatisfy {
        proof.cell[keyPath: $0] == cell[keyPath: $0]
      }
    }
    let proof =
      alike.first { $0.cell.messageBytes == cell.messageBytes }
      ?? alike.max { $0.cell.messageBytes < $1.cell.messageBytes }
    return proof.flatMap { proof in proof.finding.value.map { ($0, note(proof.cell, cell)) } }
  }

  /// ` (at 64Ki, 16 fields)`: in what a proof run differs from the cell that its figure stands under.
  private static func note(_ proved: Cell, _ cell: Cell) -> String {
    let size = proved.messageBytes == cell.messageBytes ? [] : ["at \(MessageSize(proved.messageBytes))"]
    // A proof run has one flow, whose threads are pinned as one flow's are.
    let options = CellAxis.options.filter { $0.field != "pinning" }
    let parts = size + CellAxis.differing(options, among: [proved, cell]).map { $0.words(proved) }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }

  private static func copies(_ input: ReportInput, _ cell: Cell) -> Entry {
    guard let (ledger, note) = proof(input, cell) else {
      return Entry(text: nil, reason: "no proof run", claims: [], proofs: [])
    }
    return Entry(
      text: "\(ExplainWords.sum(ledger))\(note)", reason: nil, claims: [],
      proofs: Proofs.proofs(ledger))
  }

  private static func completions(
    _ input: ReportInput, _ cell: Cell, _ text: (CompletionFacts) -> Prose
  ) -> Entry {
    guard let (ledger, note) = proof(input, cell) else {
      return Entry(text: nil, reason: "no proof run", claims: [], proofs: [])
    }
    guard let facts = ledger.completions else {
      return Entry(text: nil, reason: "no completions", claims: [], proofs: [])
    }
    return Entry(
      text: "\(text(facts))\(note)", reason: nil, claims: [],
      proofs: Proofs.proofs(ledger, [.deferred]))
  }

  /// From which size, by goodput, with the flows and link of the table.
  private static func pays(_ input: ReportInput, _ cell: Cell) -> Entry {
    guard cell.primitive != input.baseline else {
      return Entry(text: nil, reason: "what the others are compared with", claims: [], proofs: [])
    }
    let finding = input.findings.crossovers.first { finding in
      finding.question.measure == Figures.goodput && finding.question.pairs.contains { $0.candidate == cell }
    }
    guard let finding, finding.rounds >= 3 else {
      return Entry(
        text: nil, reason: "not compared with \(input.baseline) in 3 rounds at every size", claims: [],
        proofs: [])
    }
    if case .notResolvable(let why) = finding.answer {
      return Entry(
        text: nil, reason: why.words(candidate: cell.primitive, baseline: input.baseline),
        claims: [],
        proofs: [])
    }
    let claims = CrossoverClaims.claims([finding], sweep: input.sweep.id)
    return Entry(
      text: finding.answer.words, reason: nil,
      claims: claims.isEmpty ? CrossoverSentences.pairClaims(input, finding) : claims, proofs: [])
  }
}
