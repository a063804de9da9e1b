import Records

/// Candidate against baseline over all sizes at one number of flows, by one measure.
package struct CrossoverQuestion: Sendable {
  package let measure: Measure
  /// Cells with a partner of the same block, ascending by size.
  package let pairs: [CellPair]
  package let sizes: [SizeComparison]
  package let candidateCosts: CostTable
  package let baselineCosts: CostTable

  /// - Parameters:
  ///   - pairs: of one candidate, baseline, number of flows, link and set of options; sizes differ.
  ///   - rule: the rule by which the pairs' rounds ended, if they were not fixed.
  package init(_ table: SampleTable, _ measure: Measure, pairs: [CellPair], rule: DecisionRule? = nil) {
    self.measure = measure
    self.pairs = pairs.sorted { $0.candidate.messageBytes < $1.candidate.messageBytes }
    sizes = self.pairs.map { pair in
      let isReceiverBound = table.isReceiverBound(pair.candidate) || table.isReceiverBound(pair.baseline)
      return SizeComparison(
        bytes: pair.candidate.messageBytes, candidate: CostTable.costs(table, measure, pair.candidate),
        baseline: CostTable.costs(table, measure, pair.baseline),
        isWithheld: isReceiverBound && measure.basis != .perByte, rule: rule)
    }
    candidateCosts = CostTable(table, measure, cells: self.pairs.map(\.candidate))
    baselineCosts = CostTable(table, measure, cells: self.pairs.map(\.baseline))
  }

  /// Costs per message by size as they are, for tests and imported tables.
  package init(measure: Measure, bytes: [Int], candidate: [Series], baseline: [Series]) {
    self.measure = measure
    pairs = []
    sizes = bytes.indices.map { index in
      SizeComparison(bytes: bytes[index], candidate: candidate[index], baseline: baseline[index])
    }
    let points = bytes.map { CostPoint(bytes: $0) }
    candidateCosts = CostTable(points: points, series: candidate)
    baselineCosts = CostTable(points: points, series: baseline)
  }

  /// One question for each group of pairs that differ in size only, in the order of the pairs.
  package static func questions(
    _ table: SampleTable, _ measure: Measure, pairs: [CellPair], rule: DecisionRule? = nil
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
    return order.map { CrossoverQuestion(table, measure, pairs: groups[$0] ?? [], rule: rule) }
  }
}
