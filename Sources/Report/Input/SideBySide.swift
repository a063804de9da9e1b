import Analysis
import Records

/// Sweeps of two sides as one source, so that a report shows them like builds of one sweep.
///
/// The side becomes the variant. No round of one side is a round of the other, so that nothing is paired that was
/// measured at different times.
package enum SideBySide {
  /// One side: its name and its sweeps.
  package struct Side {
    let name: String
    let sweeps: [ExportSource]

    package init(name: String, sweeps: [ExportSource]) {
      self.name = name
      self.sweeps = sweeps
    }
  }

  /// - Parameters:
  ///   - sides: baseline first; each with a sweep at least.
  ///   - command: what was typed.
  ///   - watch: also gets every sample as it is stored, after the number of its sweep: those of all sides in order.
  /// - Returns: nil without a sweep.
  package static func source(
    _ sides: [Side], command: String, watch: @escaping @Sendable (Int, Sample) -> Void = { _, _ in }
  ) -> ExportSource? {
    guard let last = sides.last?.sweeps.last?.sweep else { return nil }
    let all = sides.flatMap { side in side.sweeps.map { (name: side.name, source: $0) } }
    var plan = last.plan
    plan.cells = unique(
      all.flatMap { side in side.source.sweep.plan.allCells.map { named($0, side.name) } })
    plan.refinements = []
    plan.repetition = Plan.Repetition()
    plan.rounds = all.map(\.source.sweep.plan.rounds).reduce(0, +)
    plan.variants = unique(plan.cells.map(\.variant)).map { Plan.Variant(name: $0, path: "") }
    let sweep = Sweep(
      id: 0, startedAtUnixNanoseconds: last.startedAtUnixNanoseconds, status: .finished, plan: plan,
      host: last.host,
      senders: described(all.map(\.source.sweep.senders)),
      receivers: described(all.map(\.source.sweep.receivers)), version: last.version, command: command,
      caveats: unique(all.flatMap(\.source.sweep.caveats)))
    return ExportSource(
      sweep: sweep, metrics: unique(all.flatMap(\.source.metrics)),
      quantities: unique(all.flatMap(\.source.quantities)),
      cellsStoppedByPrecision: Set(
        all.flatMap { side in side.source.cellsStoppedByPrecision.map { named($0, side.name) } })
    ) { body in
      var first = 0
      for (number, (name, source)) in all.enumerated() {
        try source.forEachSample { sample in
          watch(number, sample)
          var sample = sample
          sample.cell = named(sample.cell, name)
          sample.round += first
          try body(sample)
        }
        first += source.sweep.plan.rounds
      }
    }
  }

  /// Every primitive once, as the first sweep describes it.
  private static func described(_ lists: [[PrimitiveDescription]]) -> [PrimitiveDescription] {
    var names: Set<String> = []
    return lists.flatMap(\.self).filter { names.insert($0.name).inserted }
  }

  /// `baseline`, or `baseline/new` where the sweep had builds of its own; the mark of an A/A twin stays at the end.
  private static func named(_ cell: Cell, _ side: String) -> Cell {
    var cell = cell
    let isDefault = cell.variant.hasPrefix(Cell.defaultVariant)
    cell.variant =
      isDefault ? side + cell.variant.dropFirst(Cell.defaultVariant.count) : "\(side)/\(cell.variant)"
    return cell
  }

  private static func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return elements.filter { seen.insert($0).inserted }
  }
}
