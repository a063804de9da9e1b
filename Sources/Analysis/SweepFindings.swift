import Records

/// Everything a sweep says by the measures asked for: the whole analysis in one call.
package struct SweepFindings: Sendable {
  /// By measure, in the order asked for; cells in the order of the table.
  package let cells: [[CellEstimate]]
  package let measures: [Figure]
  /// By measure; nil with fewer than four A/A pairs.
  package let floors: [NoiseFloor?]
  /// All measures, in order; one family of Holm's correction each.
  package let comparisons: [PairComparison]
  package let crossovers: [CrossoverFinding]
  package let models: [ModelFinding]
  package let claims: [Claim]
  package let advice: [Advice]

  /// A cost model of one primitive by one measure, or why there is none.
  package struct ModelFinding: Sendable {
    package let cells: [Cell]
    package let measure: Figure
    package let answer: CostModels.Answer
    /// Windows of its cells that moved no byte: their rounds have no cost and no part in the fit.
    package let stalled: Int
  }

  package struct Options: Sendable {
    package var measures = Figures.judged
    package var pairs: [CellPair] = []
    /// Of equivalence.
    package var margin = 0.05
    package var stoppedByPrecision: Set<Cell> = []
    /// The rule that stopped pairs, and the measures it looked at; others are analysed as if rounds were fixed.
    package var rule: DecisionRule?
    package var ruleMeasures = [Figures.goodput]
    /// `Sweep.id`, for evidence.
    package var sweep: Int64 = 0

    package init() {}
  }

  init(
    cells: [[CellEstimate]], measures: [Figure], floors: [NoiseFloor?], comparisons: [PairComparison],
    crossovers: [CrossoverFinding], models: [ModelFinding], claims: [Claim], advice: [Advice]
  ) {
    (self.cells, self.measures, self.floors) = (cells, measures, floors)
    (self.comparisons, self.crossovers, self.models) = (comparisons, crossovers, models)
    (self.claims, self.advice) = (claims, advice)
  }

  package init(_ table: SampleTable, _ options: Options) {
    let parts = options.measures.concurrentMap { Part(table, $0, options) }
    measures = options.measures
    floors = parts.map(\.floor)
    cells = parts.map(\.cells)
    comparisons = parts.flatMap(\.comparisons)
    crossovers = parts.flatMap(\.crossovers)
    models = parts.flatMap(\.models)
    var claims = parts.flatMap(\.claims)
    for model in models {
      guard case .fit(let fit) = model.answer else { continue }
      claims += CoefficientClaims.claims(fit, model.measure, cells: model.cells, sweep: options.sweep)
    }
    claims += PairClaims.claims(comparisons, sweep: options.sweep)
    claims += CrossoverClaims.claims(crossovers, sweep: options.sweep)
    self.claims = claims
    advice = AdviceWriter.advice(claims)
  }

  /// What one measure says: none depends on another's.
  private struct Part: Sendable {
    let cells: [CellEstimate]
    let floor: NoiseFloor?
    private(set) var comparisons: [PairComparison] = []
    private(set) var crossovers: [CrossoverFinding] = []
    private(set) var models: [ModelFinding] = []
    /// About order; the others are made of the figures of all measures.
    private(set) var claims: [Claim] = []

    init(_ table: SampleTable, _ measure: Figure, _ options: Options) {
      let floor = PairComparisons.floor(table, measure)
      self.floor = floor
      cells = CellEstimates.estimates(table, measure, stoppedByPrecision: options.stoppedByPrecision)
      if Figures.cost.contains(measure) { models = SweepFindings.models(table, measure) }
      guard Figures.compared.contains(measure) else { return }
      let rule = options.ruleMeasures.contains(measure) ? options.rule : nil
      comparisons = PairComparisons.compare(
        table, measure, pairs: options.pairs, margin: options.margin, floor: floor, rule: rule)
      claims = ExtremeClaims.extremes(table, measure, sweep: options.sweep)
      claims += ExtremeClaims.monotone(table, measure, sweep: options.sweep)
      guard Figures.crossover.contains(measure) else { return }
      crossovers = CrossoverQuestion.questions(table, measure, pairs: options.pairs, rule: rule)
        .concurrentMap { CrossoverFinding($0, margin: options.margin, floor: floor) }
    }
  }

  /// One per primitive, number of flows and link; sizes and fields vary within.
  private static func models(_ table: SampleTable, _ measure: Figure) -> [ModelFinding] {
    var groups: [Cell: [Cell]] = [:]
    var order: [Cell] = []
    for cell in table.cells where !TwinCells.isTwin(cell) {
      var key = cell
      key.messageBytes = 0
      key.options.fields = 0
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(cell)
    }
    let series = order.map { (groups[$0] ?? []).sorted { $0.messageBytes < $1.messageBytes } }
    return series.concurrentMap { cells in
      let answer = CostModels.answer(CostTable(table, measure, cells: cells))
      return ModelFinding(
        cells: cells, measure: measure, answer: answer,
        stalled: cells.map { table.standstills($0, .stalled) }.reduce(0, +))
    }
  }
}
