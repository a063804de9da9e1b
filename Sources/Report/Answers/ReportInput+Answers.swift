import Analysis
import Records

extension ReportInput {
  /// Cells of a primitive in the build that the sweep lists first.
  func cells(of primitive: String) -> [Cell] {
    let all = cellsByPrimitive[primitive] ?? []
    return all.filter { $0.variant == all[0].variant }
  }

  /// Links of a primitive's cells, in the order of tables.
  func links(of primitive: String) -> [String] {
    var seen: Set<String> = []
    return cells(of: primitive).map(\.link).filter { seen.insert($0).inserted }
  }

  /// What a cell shows of a quantity; nil without a figure or without an interval.
  func claim(_ quantity: Figure, _ cell: Cell) -> Claim? {
    FigureClaims.claim(figures, quantity, cell, sweep: sweep.id)
  }

  /// The quantities of the cell with the largest messages, and of those with the fewest flows, that has them all.
  func widest(
    _ primitive: String, over link: String? = nil, _ quantities: Figure...
  ) -> (cell: Cell, claims: [Claim])? {
    let candidates = cells(of: primitive).filter { link == nil || $0.link == link }
    let order = candidates.sorted { ($1.messageBytes, $0.flows) < ($0.messageBytes, $1.flows) }
    for cell in order {
      let claims = quantities.compactMap { claim($0, cell) }
      if claims.count == quantities.count { return (cell, claims) }
    }
    return nil
  }

  /// Why no cell of a primitive has a claim about a quantity, in half a sentence.
  func missing(_ quantity: Figure, _ primitive: String) -> String {
    let cells = cells(of: primitive)
    guard let first = cells.first else { return "\(primitive) was not measured" }
    let known = cells.compactMap { figures[$0, quantity] }.max { $0.count < $1.count }
    if let known, let needed = known.samplesNeeded {
      return "\(quantity.title) has \(known.count) samples of the \(needed) that an interval needs"
    }
    return "\(quantity.title): \(figures.reason(first, quantity) ?? "not recorded")"
  }

  /// One for each link: the proof run of a primitive with the largest messages, taken by the receiver's own copy where
  /// there is a choice.
  func ledgers(of primitive: String) -> [Ledger] {
    var links: [String] = []
    let all = ledgers.filter { $0.primitive == primitive }
    for ledger in all where !links.contains(ledger.link) { links.append(ledger.link) }
    return links.compactMap { link in
      let here = all.filter { $0.link == link }
      let copied = here.filter { sweep.receivers.named($0.receive)?.copies.receive ?? 0 > 0 }
      return (copied.isEmpty ? here : copied).max { $0.messageBytes < $1.messageBytes }
    }
  }
}
