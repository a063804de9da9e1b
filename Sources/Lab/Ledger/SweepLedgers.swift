import Analysis
import Archive
import Records

/// The proof runs of a sweep, apart from its timed samples: one for each send primitive with each receive primitive over
/// each link, at one message size.
struct SweepLedgers {
  let sweep: Int64
  let plan: Plan
  let archive: SampleArchive
  let worker: String
  let links: LinkPool
  /// Primitives that move nothing.
  let silent: Set<String>
  let watch: @Sendable (SweepEvent) -> Void

  /// The longest message of a mutation proof, and a size at which each primitive does what it is known for: copies
  /// per byte do not depend on the size, so one is enough.
  static let messageBytes = 64 << 10
  /// Pairs of streams, for what tracing costs: fewer than `explain` takes, for a sweep has timed samples of its own.
  private static let pairs = 2

  /// Makes the ledgers that the archive does not hold yet; one that cannot be made costs a caveat, not the sweep.
  ///
  /// - Throws: `CancellationError`, and `OperationError` when the archive cannot be written.
  func run() async throws {
    guard plan.makesLedgers == true else { return }
    let known = Set(try archive.ledgers(sweep: sweep).map { Key($0.cell) })
    let cells = Self.cells(of: plan).filter { !known.contains(Key($0)) }
    for (index, cell) in cells.enumerated() {
      try Task.checkCancellation()
      let finding: Finding<Ledger>
      if let reason = Self.absence(of: cell, in: plan, silent: silent) {
        finding = .missing(reason: reason)
      } else {
        watch(.proving(cell, index: index, of: cells.count))
        finding = try await prove(cell)
      }
      try archive.save(
        LedgerEntry(cell: cell, finishedAtUnixNanoseconds: WallClock.unixNanoseconds(), finding: finding),
        sweep: sweep)
    }
  }

  // MARK: What is proved

  private struct Key: Hashable {
    var primitive: String
    var variant: String
    var receive: String
    var link: String

    init(_ cell: Cell) {
      (primitive, variant, receive, link) = (cell.primitive, cell.variant, cell.receive, cell.link)
    }
  }

  /// For each combination the cell nearest to `messageBytes` with the fewest flows, in the plan's order.
  static func cells(of plan: Plan) -> [Cell] {
    var order: [Key] = []
    var best: [Key: Cell] = [:]
    for cell in plan.allCells where !TwinCells.isTwin(cell) {
      let key = Key(cell)
      guard let other = best[key] else {
        order.append(key)
        best[key] = cell
        continue
      }
      if (distance(cell), cell.flows) < (distance(other), other.flows) { best[key] = cell }
    }
    return order.compactMap { best[$0] }
  }

  /// How many times the size is above or below `messageBytes`.
  private static func distance(_ cell: Cell) -> Double {
    let times = Double(cell.messageBytes) / Double(messageBytes)
    return max(times, 1 / times)
  }

  /// Why a cell can have no ledger; nil for one that is proved.
  static func absence(of cell: Cell, in plan: Plan, silent: Set<String>) -> String? {
    if Peers.named(cell.primitive) != nil {
      return "another program: what it does with its memory is not watched"
    }
    if silent.contains(cell.primitive) { return "it moves nothing, so nothing is copied" }
    let path = plan.variants.first { $0.name == cell.variant }?.path ?? ""
    return path.isEmpty ? nil : "another build: only the installed worker is proved"
  }

  // MARK: One proof

  /// - Throws: only `CancellationError`.
  private func prove(_ cell: Cell) async throws -> Finding<Ledger> {
    do {
      return .found(try await ledger(of: cell))
    } catch let error as CancellationError {
      throw error
    } catch {
      try Task.checkCancellation()
      await links.discard(cell.link)
      let present = try? archive.sweep(sweep)?.caveats
      try? archive.setCaveats((present ?? []) + [Caveats.unproved(cell, why: "\(error)")], sweep: sweep)
      return .missing(reason: "\(error)")
    }
  }

  private func ledger(of planned: Cell) async throws -> Ledger {
    var cell = planned
    cell.flows = 1
    let link = try await links.link(cell.link)
    let pair = try await WorkerPair.start(path: worker, link: link)
    do {
      let ledger = try await ProofRun(cell: cell, pairs: Self.pairs).ledger(on: pair, link: link, job: 1)
      await pair.stop()
      return ledger
    } catch {
      await pair.stop(grace: .zero)
      throw error
    }
  }
}
