import Analysis
import Archive
import Records

/// Executes a plan: pilots, then rounds; every sample is in the archive before the next one starts.
package struct SweepRunner {
  package var sweep: Int64
  package var plan: Plan
  package var archive: SampleArchive
  /// What stands of the links already; all are taken down when the run ends.
  package var links: LinkPool
  /// Worker executable beside `copycost`, for the variants that name none.
  package var workerPath: String
  /// Directory of the peer programs that are ours (`c-loop`).
  package var toolsDirectory: String
  /// Primitives that move nothing.
  package var silent: Set<String>
  /// From when the plan's budget counts.
  package var began: ContinuousClock.Instant
  /// The samples that the archive holds; nil to read them there.
  package var history: SampleHistory?
  package var watch: @Sendable (SweepEvent) -> Void

  package init(
    sweep: Int64, plan: Plan, archive: SampleArchive, links: LinkPool, workerPath: String,
    toolsDirectory: String, silent: Set<String>, began: ContinuousClock.Instant = .now,
    history: SampleHistory? = nil,
    watch: @escaping @Sendable (SweepEvent) -> Void
  ) {
    self.sweep = sweep
    self.plan = plan
    self.archive = archive
    self.links = links
    self.workerPath = workerPath
    self.toolsDirectory = toolsDirectory
    self.silent = silent
    self.began = began
    self.history = history
    self.watch = watch
  }

  /// Takes the samples that the plan still needs and the archive does not hold yet, then makes its ledgers.
  ///
  /// - Returns: all samples of the sweep.
  /// - Throws: `CancellationError` after Ctrl-C, `OperationError` when the archive cannot be written; what was
  ///   committed stays and the sweep can be resumed.
  @discardableResult
  package func run() async throws -> SampleHistory {
    do {
      let warmups = try await findWarmups()
      let history = try await runRounds(warmups: warmups)
      try await ledgers.run()
      await links.closeAll()
      try archive.finish(sweep: sweep, status: .finished)
      return history
    } catch {
      await links.closeAll()
      try? archive.finish(sweep: sweep, status: .interrupted)
      throw error
    }
  }

  /// Round after round until the rule asks for no more.
  ///
  /// What the archive holds is gone through again as it was taken, so that a resumed sweep goes on as if it had never
  /// stopped, and cells added later begin with the first round. A budget's choice begins after it.
  private func runRounds(warmups: [Cell.Block: UInt64]) async throws -> SampleHistory {
    let rule = RepetitionRule(plan)
    let cells = plan.allCells
    var history = try self.history ?? SampleHistory(archive, sweep: sweep)
    var table = SampleTable()
    let (start, kept, lastKept) = (ContinuousClock.now, history.count, history.lastRound ?? -1)
    for round in 0... {
      let left = plan.repetition.budgetLeft(since: began)
      let pace = round > lastKept ? pace(left, taken: history.count - kept, since: start) : nil
      let next = Set(
        rule.plan(cells: cells, table, round: round, isBudgetSpent: left == .zero, pace: pace).next)
      if next.isEmpty { break }
      let todo = RoundOrder.cells(of: plan, round: round).enumerated().filter { _, cell in
        next.contains(cell) && history.isOpen(round: round, to: cell)
      }
      try await run(round: round, todo, warmups: warmups, history: &history)
      for sample in history.samples(round: round) { table.add(sample) }
    }
    return history
  }

  /// How many samples were taken, and for how many more there is time at their pace; nil without a budget or samples.
  private func pace(
    _ left: Duration?, taken: Int, since start: ContinuousClock.Instant
  ) -> RepetitionRule.Pace? {
    guard let left, taken > 0 else { return nil }
    return .init(taken: taken, left: Int(left / ((ContinuousClock.now - start) / taken)))
  }

  // MARK: Pilots

  private func findWarmups() async throws -> [Cell.Block: UInt64] {
    guard case .pilot(let minimum) = plan.warmup else { return [:] }
    var known = try archive.warmups(sweep: sweep)
    let blocks = pilotBlocks.filter { known[$0.block] == nil }
    guard !blocks.isEmpty else { return known }
    let workers = newWorkers()
    var unsteady: [Cell.Block] = []
    do {
      let taker = taker(workers)
      let pilots = Pilots(blocks: blocks, minimumNanoseconds: minimum, watch: watch, take: taker.pilot)
      try await pilots.run { block, finding in
        try archive.storeWarmup(block: block, nanoseconds: finding.warmupNanoseconds, sweep: sweep)
        known[block] = finding.warmupNanoseconds
        if !finding.isSteady { unsteady.append(block) }
      }
      await workers.stopAll()
    } catch {
      await workers.stopAll()
      throw error
    }
    if !unsteady.isEmpty { try add(Caveats.unsteady(blocks: unsteady)) }
    return known
  }

  private func add(_ caveat: Caveat) throws {
    let present = try archive.sweep(sweep)?.caveats ?? []
    try archive.setCaveats(present + [caveat], sweep: sweep)
  }

  /// Blocks in plan order with the cells that our own workers run by time.
  private var pilotBlocks: [(block: Cell.Block, cells: [Cell])] {
    var order: [Cell.Block] = []
    var cells: [Cell.Block: [Cell]] = [:]
    for cell in plan.allCells where Peers.named(cell.primitive) == nil {
      guard cell.options.messagesPerFlow == nil, !silent.contains(cell.primitive) else { continue }
      if cells[cell.block] == nil { order.append(cell.block) }
      cells[cell.block, default: []].append(cell)
    }
    return order.map { ($0, cells[$0] ?? []) }
  }

  // MARK: Rounds

  private func run(
    round: Int, _ todo: [(offset: Int, element: Cell)], warmups: [Cell.Block: UInt64],
    history: inout SampleHistory
  ) async throws {
    guard !todo.isEmpty else { return }
    // Cells that were held back go on beyond the planned number.
    let rounds = max(plan.rounds, round + 1)
    watch(.roundStarted(round: round, of: rounds, cells: todo.count))
    let workers = newWorkers()
    let taker = taker(workers)
    var failures = 0
    do {
      for (order, cell) in todo {
        try Task.checkCancellation()
        watch(.sampling(cell, done: history.count, of: mostSamples))
        let timing = WorkerPair.Timing(
          warmupNanoseconds: warmup(of: cell, warmups), windowNanoseconds: plan.windowNanoseconds,
          isInstrumented: plan.isInstrumented(round: round))
        let sample = try await taker.take(cell, round: round, order: order, timing: timing)
        try archive.commit(sample, sweep: sweep)
        history.add(sample)
        if sample.failure != nil { failures += 1 }
        watch(.sampled(sample, done: history.count, of: mostSamples))
      }
    } catch {
      await workers.stopAll()
      throw error
    }
    await workers.stopAll()
    watch(.roundFinished(round: round, of: rounds, failures: failures))
  }

  /// Samples of all rounds; fewer are taken when cells are done before.
  private var mostSamples: Int { plan.allCells.count * plan.rounds }

  private func warmup(of cell: Cell, _ warmups: [Cell.Block: UInt64]) -> UInt64 {
    switch plan.warmup {
    case .fixed(let nanoseconds): nanoseconds
    case .pilot(let minimum): warmups[cell.block] ?? minimum
    }
  }

  private func newWorkers() -> RoundWorkers {
    var paths: [String: String] = [:]
    for variant in plan.variants { paths[variant.name] = variant.path.isEmpty ? workerPath : variant.path }
    return RoundWorkers(links: links, paths: paths, instruments: plan.instruments)
  }

  private var ledgers: SweepLedgers {
    SweepLedgers(
      sweep: sweep, plan: plan, archive: archive, worker: workerPath, links: links, silent: silent,
      watch: watch)
  }

  private func taker(_ workers: RoundWorkers) -> SampleTaker {
    SampleTaker(
      workers: workers, links: links, peers: PeerSampling(toolsDirectory: toolsDirectory), silent: silent,
      now: WallClock.unixNanoseconds)
  }
}
