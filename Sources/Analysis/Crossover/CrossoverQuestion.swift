import Records

/// Candidate against baseline over all sizes at one number of flows, by one measure.
package struct CrossoverQuestion: Sendable {
  package let measure: Figure
  /// Cells with a partner of the same block, ascending by size.
  package let pairs: [CellPair]
  package let sizes: [SizeComparison]
  /// Costs of both by round, for a prediction outside of the sizes; made when they are asked for, because most questions
  /// are answered without and all rounds of all sizes are much memory. Nil once the question is answered.
  private(set) var costs: (@Sendable () -> Costs)?

  struct Costs {
    var candidate: CostTable
    var baseline: CostTable
  }

  /// - Parameters:
  ///   - pairs: of one candidate, baseline, number of flows, link and set of options; sizes differ.
  ///   - rule: the rule by which the pairs' rounds ended, if they were not fixed.
  package init(_ table: SampleTable, _ measure: Figure, pairs: [CellPair], rule: DecisionRule? = nil) {
    self.measure = measure
    self.pairs = pairs.sorted { $0.candidate.messageBytes < $1.candidate.messageBytes }
    sizes = self.pairs.map { pair in
      let isReceiverBound = table.isReceiverBound(pair.candidate) || table.isReceiverBound(pair.baseline)
      return SizeComparison(
        bytes: pair.candidate.messageBytes, candidate: CostTable.costs(table, measure, pair.candidate),
        baseline: CostTable.costs(table, measure, pair.baseline),
        isWithheld: isReceiverBound && measure.basis != .perByte, stalled: StalledWindows(table, pair),
        rule: rule)
    }
    costs = { [pairs = self.pairs] in
      Costs(
        candidate: CostTable(table, measure, cells: pairs.map(\.candidate)),
        baseline: CostTable(table, measure, cells: pairs.map(\.baseline)))
    }
  }

  /// Costs per message by size as they are, for tests and imported tables.
  package init(measure: Figure, bytes: [Int], candidate: [Series], baseline: [Series]) {
    self.measure = measure
    pairs = []
    sizes = bytes.indices.map { index in
      SizeComparison(bytes: bytes[index], candidate: candidate[index], baseline: baseline[index])
    }
    let points = bytes.map { CostPoint(bytes: $0) }
    costs = {
      Costs(
        candidate: CostTable(points: points, series: candidate),
        baseline: CostTable(points: points, series: baseline))
    }
  }

  /// The question without what answering it took.
  var answered: CrossoverQuestion {
    var answered = self
    answered.costs = nil
    return answered
  }

  /// One question for each group of pairs that differ in size only, in the order of the pairs.
  package static func questions(
    _ table: SampleTable, _ measure: Figure, pairs: [CellPair], rule: DecisionRule? = nil
  ) -> [CrossoverQuestion] {
    var groups: [CellPair: [CellPair]] = [:]
    var order: [CellPair] = []
    for pair in pairs {
      var key = pair
      key.candidate.messageBytes = 0
      key.baseline.messageBytes = 0
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(pair)
    }
    return order.map { groups[$0] ?? [] }.concurrentMap { pairs in
      CrossoverQuestion(table, measure, pairs: pairs, rule: rule)
    }
  }
}
