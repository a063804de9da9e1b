import Records

/// Nanoseconds per message of one primitive by round and point: what cost models are fitted to.
///
/// Complete rounds only, so that every round's fit sees the same sizes and a round's own pace stays in its fit.
package struct CostTable: Sendable, Equatable {
  package let points: [CostPoint]
  package let rounds: [Int]
  /// By round, then by point.
  package let costs: [[Double]]

  package init(points: [CostPoint], rounds: [Int], costs: [[Double]]) {
    self.points = points
    self.rounds = rounds
    self.costs = costs
  }

  /// Points with fewer than half as many rounds as the best-sampled one are left out, that they not cost the rest
  /// its rounds.
  package init(points: [CostPoint], series: [Series]) {
    let most = series.map(\.count).max() ?? 0
    let kept = series.indices.filter { 2 * series[$0].count >= most && series[$0].count > 0 }
    self.points = kept.map { points[$0] }
    let complete = CostTable.shared(kept.map { series[$0].rounds })
    rounds = complete
    var costs = Array(repeating: [Double](), count: complete.count)
    for row in costs.indices { costs[row].reserveCapacity(kept.count) }
    for index in kept {
      var row = 0
      for (round, value) in zip(series[index].rounds, series[index].values)
      where row < complete.count && complete[row] == round {
        costs[row].append(value)
        row += 1
      }
    }
    self.costs = costs
  }

  /// The rounds that all have, ascending.
  private static func shared(_ rounds: [[Int]]) -> [Int] {
    // Mostly no sample is missing.
    guard let first = rounds.first, !rounds.allSatisfy({ $0 == first }) else { return rounds.first ?? [] }
    var seen: [Int: Int] = [:]
    for round in rounds.joined() { seen[round, default: 0] += 1 }
    return seen.filter { $0.value == rounds.count }.map(\.key).sorted()
  }

  /// The costs of one primitive's cells, which must differ in size or fields only.
  package init(_ table: SampleTable, _ measure: Figure, cells: [Cell]) {
    let ordered = cells.sorted { $0.messageBytes < $1.messageBytes }
    self.init(
      points: ordered.map { CostPoint(bytes: $0.messageBytes, fields: $0.options.fields) },
      series: ordered.map { CostTable.costs(table, measure, $0) })
  }

  /// Nanoseconds per message of a cell by round; values that are not positive are left out.
  package static func costs(_ table: SampleTable, _ measure: Figure, _ cell: Cell) -> Series {
    table.series(measure, cell).compactMapValues {
      measure.costPerMessage($0, bytes: cell.messageBytes, flows: cell.flows)
    }
  }

  /// By point, over rounds. Needs a round.
  var medians: [Double] {
    points.indices.map { point in SampleStatistics.median(sorted: costs.map { $0[point] }.sorted()) }
  }

  /// Likewise.
  var means: [Double] {
    points.indices.map { point in SampleStatistics.mean(costs.map { $0[point] }) }
  }

  /// The rounds both tables have, for what is estimated from two primitives together.
  package func common(with other: CostTable) -> (CostTable, CostTable) {
    let shared = Set(rounds).intersection(other.rounds)
    return (restricted(to: shared), other.restricted(to: shared))
  }

  /// The table without one point, to see how much an estimate hangs on it.
  package func without(_ point: Int) -> CostTable {
    var fewer = points
    fewer.remove(at: point)
    let rest = costs.map { row in
      var row = row
      row.remove(at: point)
      return row
    }
    return CostTable(points: fewer, rounds: rounds, costs: rest)
  }

  private func restricted(to wanted: Set<Int>) -> CostTable {
    let rows = rounds.indices.filter { wanted.contains(rounds[$0]) }
    return CostTable(points: points, rounds: rows.map { rounds[$0] }, costs: rows.map { costs[$0] })
  }
}
