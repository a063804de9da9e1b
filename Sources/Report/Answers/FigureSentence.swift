import Analysis
import Records

/// Sentences about the figures of single cells.
enum FigureSentence {
  /// Each quantity of a primitive at its widest cell, one sentence each; none for what was not recorded.
  static func each(
    _ input: ReportInput, _ primitive: String, over link: String? = nil, _ quantities: [Figure]
  ) -> [AnswerSentence] {
    quantities.compactMap { quantity in
      input.widest(primitive, over: link, quantity).map { sentence($0.cell, $0.claims) }
    }
  }

  /// `two-copy at 64Ki with 1 flow over loopback: sender CPU 0.31 [0.30, 0.32] ns/byte (n = 12).`
  static func sentence(_ cell: Cell, _ claims: [Claim]) -> AnswerSentence {
    let parts = claims.map { "\($0.scope.label) \(Words.figure($0))" }
    return .measured("\(ClaimSubject(cell)) at \(Words.place(cell)): \(Words.list(parts)).", claims)
  }

  /// A quantity of two primitives in the same block, with the largest messages; nil where no block has both.
  static func pair(
    _ input: ReportInput, _ primitive: String, against other: String, _ quantity: Figure
  ) -> AnswerSentence? {
    let cells = input.cells(of: primitive)
      .sorted { ($1.messageBytes, $0.flows) < ($0.messageBytes, $1.flows) }
    let others = Dictionary(input.cells(of: other).map { ($0.block, $0) }) { first, _ in first }
    for cell in cells {
      guard let mine = input.claim(quantity, cell), let partner = others[cell.block],
        let theirs = input.claim(quantity, partner)
      else { continue }
      return .measured(
        "At \(Words.place(cell)), \(quantity.title): \(Words.figure(mine)) with \(primitive) and "
          + "\(Words.figure(theirs)) with \(other)\(verdict(mine, theirs)).", [mine, theirs])
    }
    return nil
  }

  private static func verdict(_ first: Claim, _ second: Claim) -> String {
    isApart(first, second) ? "" : "; the intervals overlap"
  }

  /// Whether the intervals of two figures have nothing in common.
  static func isApart(_ first: Claim, _ second: Claim) -> Bool {
    first.estimate.lower > second.estimate.upper || first.estimate.upper < second.estimate.lower
  }
}
