import Analysis
import Records

/// What a chart of medians shows, in words: its range, and whom the data decide to be ahead.
struct LineFinding {
  private let scene: ChartScene
  private let quantities: [Figure]

  init(_ scene: ChartScene, _ quantities: [Figure]) {
    self.scene = scene
    self.quantities = quantities
  }

  func text(drawn: Bool) -> String {
    guard drawn else {
      return
        "Nothing to draw: \(quantities.map(\.title).joined(separator: ", ")) could not be read in any cell."
    }
    return quantities.compactMap(sentence).joined(separator: " ")
  }

  private func sentence(_ quantity: Figure) -> String? {
    let figures = scene.cells.compactMap { cell in
      scene.input.figures[cell, quantity].map { (cell: cell, figure: $0) }
    }
    guard let least = figures.min(by: { $0.figure.median < $1.figure.median }),
      let most = figures.max(by: { $0.figure.median < $1.figure.median })
    else { return nil }
    let range =
      figures.count == 1
      ? "is \(place(least, quantity))"
      : "ranges over \(figures.count) cells from \(place(least, quantity)) to \(place(most, quantity))"
    let name = quantity.title.prefix(1).uppercased() + quantity.title.dropFirst()
    let bare = figures.count { $0.figure.interval == nil }
    let note =
      bare == 0 ? "" : "; \(bare == figures.count ? "all" : "\(bare)") without interval, for too few samples"
    return ["\(name) \(range)\(note).", decided(quantity)].compactMap { $0 }.joined(separator: " ")
  }

  private func place(_ found: (cell: Cell, figure: MedianEstimate), _ quantity: Figure) -> String {
    let text = FigureText(found.figure, quantity)
    let interval = found.figure.interval == nil ? "" : " \(text.interval)"
    return "\(text.median)\(interval) (\(scene.name(found.cell)))"
  }

  /// How often the claims of the sweep name a leader, by subject; nil where cells are not compared by this quantity.
  private func decided(_ quantity: Figure) -> String? {
    guard Figures.compared.contains(quantity) else { return nil }
    let blocks = Set(scene.cells.map(\.block)).count
    var leaders: [ClaimSubject: Int] = [:]
    for claim in scene.input.findings.claims where claim.scope.isAbout(quantity) {
      switch (claim.statement, quantity.higherIsBetter) {
      case (.highest(let subject), true), (.lowest(let subject), false): leaders[subject, default: 0] += 1
      default: continue
      }
    }
    let word = quantity.higherIsBetter ? "highest" : "lowest"
    guard !leaders.isEmpty else { return "The data decide nowhere which is \(word)." }
    let counts = scene.subjects.compactMap { subject in leaders[subject].map { "\(subject) \($0)" } }
    let total = leaders.values.reduce(0, +)
    return
      "The data decide which is \(word) in \(total) of \(blocks) places: \(counts.joined(separator: ", "))."
  }
}
