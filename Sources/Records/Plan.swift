/// Everything that decides which samples a sweep takes, in which order: stored, so that it can be resumed or repeated.
package struct Plan: Codable, Hashable, Sendable {
  /// Cells in the order in which tables show them.
  package var cells: [Cell]
  package var rounds: Int
  package var seed: UInt64
  package var windowNanoseconds: UInt64
  package var warmup: Warmup
  /// Worker builds by variant name; the default variant has an empty path: the worker beside `copycost`.
  package var variants: [Variant]
  /// When cells stop before all rounds are run.
  package var repetition = Repetition()
  /// Cells added later to narrow down a crossover, one list for each time; they take part after the others of a round.
  package var refinements: [[Cell]] = []
  /// What is read beyond the usual counters in every sample; nil for nothing, as in archives of before.
  package var instruments: Instruments?
  /// Whether proof runs follow the rounds; nil for none, as in archives of before.
  package var makesLedgers: Bool?
  /// The primitive that the others are compared with; nil where no cell has the usual one: then all pairs are compared.
  package var baseline: String?
  /// Socket buffers as typed, where some were; cells have what the kernel grants.
  package var requested: SocketRequest?

  /// Whether the samples of a round give the instruments their stretch of traffic after the window.
  package func isInstrumented(round: Int) -> Bool {
    instruments != nil || !repetition.endsByItself || round < Instruments.firstRounds
  }

  /// Cells and refinements together, in the order of tables.
  package var allCells: [Cell] { cells + refinements.flatMap(\.self) }

  /// What a sweep wants to know before it stops; without any of it every cell runs all rounds.
  package struct Repetition: Codable, Hashable, Sendable {
    /// Half-width of every cell's interval relative to its median: 0.05 for 5 %.
    package var precision: Double?
    /// Margin of equivalence within which every pair has to be decided.
    package var decide: Double?
    /// A/A pairs of a self-check; the sweep then consists of them alone.
    package var selfCheckPairs: Int?
    /// After this time no further round is begun.
    package var budgetNanoseconds: UInt64?

    package init() {}

    /// Whether cells are done as soon as enough is known of them.
    package var endsByItself: Bool { precision != nil || decide != nil }

    /// What is left of the budget of a sweep that began then, not below zero; nil without a budget.
    package func budgetLeft(since began: ContinuousClock.Instant) -> Duration? {
      budgetNanoseconds.map { max(.zero, .nanoseconds($0) - (ContinuousClock.now - began)) }
    }
  }

  package enum Warmup: Codable, Hashable, Sendable {
    /// At least this long; longer where a block's pilot needed more.
    case pilot(minimumNanoseconds: UInt64)
    case fixed(nanoseconds: UInt64)
  }

  package struct Variant: Codable, Hashable, Sendable {
    package var name: String
    /// Path of the worker; empty for the one installed beside `copycost`.
    package var path: String

    package init(name: String, path: String) {
      self.name = name
      self.path = path
    }
  }

  package init(
    cells: [Cell], rounds: Int, seed: UInt64, windowNanoseconds: UInt64, warmup: Warmup,
    variants: [Variant] = [Variant(name: Cell.defaultVariant, path: "")]
  ) {
    self.cells = cells
    self.rounds = rounds
    self.seed = seed
    self.windowNanoseconds = windowNanoseconds
    self.warmup = warmup
    self.variants = variants
    baseline = cells.contains { $0.primitive == Defaults.baseline } ? Defaults.baseline : nil
  }

  /// What texts call the baseline, also where no cell has it.
  package var baselineName: String { baseline ?? Defaults.baseline }
}
