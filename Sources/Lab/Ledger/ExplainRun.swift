import Records
import Wire

/// Measures the data path of one primitive: timed samples in turns with the baseline, then the proof of each.
package struct ExplainRun {
  package var cell: Cell
  /// The baseline in the same conditions; nil when that is the cell itself.
  package var baseline: Cell?
  package var worker: String
  /// What stands of the links already.
  package var links: LinkPool
  /// Timed samples of each cell.
  package var rounds = 5
  package var timing = WorkerPair.Timing(warmupNanoseconds: 100_000_000, windowNanoseconds: 200_000_000)

  /// - Parameter baseline: the primitive that the cell is compared with.
  package init(cell: Cell, baseline: String, worker: String, links: LinkPool) {
    self.cell = cell
    self.worker = worker
    self.links = links
    if cell.primitive != baseline {
      var other = cell
      other.primitive = baseline
      self.baseline = other
    }
  }

  /// - Throws: `OperationError` when link, workers or proof fail; `CancellationError`.
  package func run(_ description: WorkerDescription, caveats: [Caveat] = []) async throws -> Explanation {
    guard let sender = description.senders.first(where: { $0.name == cell.primitive }),
      let receiver = description.receivers.first(where: { $0.name == cell.receive })
    else {
      throw OperationError("no such primitive", effect: "nothing was run", remedy: "See `copycost list`")
    }
    do {
      let link = try await links.link(cell.link)
      let cells = [cell] + (baseline.map { [$0] } ?? [])
      let samples = try await takeSamples(of: cells, over: link)
      var measured: [Explanation.Measured] = []
      for (index, cell) in cells.enumerated() {
        let ledger = try await prove(cell, over: link)
        measured.append(Explanation.Measured(cell: cell, ledger: ledger, samples: samples[index]))
      }
      return Explanation(
        sender: sender, receiver: receiver, subject: measured[0],
        baseline: measured.count > 1 ? measured[1] : nil, host: description.host, caveats: caveats)
    } catch let failure as WorkerFailure {
      throw OperationError(
        "\(failure)", effect: "the data path could not be explained",
        remedy: "Try --link loopback, or look at `copycost list`")
    }
  }

  /// In turns, with the order of the cells changing, and fresh workers every round.
  private func takeSamples(of cells: [Cell], over link: OpenLink) async throws -> [[Sample]] {
    var samples = Array(repeating: [Sample](), count: cells.count)
    for round in 0..<rounds {
      let pair = try await WorkerPair.start(path: worker, link: link)
      let order = round % 2 == 0 ? Array(cells.indices) : cells.indices.reversed()
      do {
        for (place, index) in order.enumerated() {
          try Task.checkCancellation()
          let outcome = try await pair.measure(
            cells[index], job: UInt64(round * cells.count + place + 1), timing: timing)
          let assembly = SampleAssembly(
            cell: cells[index], sender: outcome.sender, receiver: outcome.receiver,
            schedule: outcome.schedule,
            cpus: pair.sender.hello.cpus.count, movesBytes: true)
          samples[index].append(assembly.sample(round: round, order: place))
        }
      } catch {
        await pair.stop(grace: .zero)
        throw error
      }
      await pair.stop()
    }
    return samples
  }

  private func prove(_ cell: Cell, over link: OpenLink) async throws -> Ledger {
    try Task.checkCancellation()
    let pair = try await WorkerPair.start(path: worker, link: link)
    do {
      let ledger = try await ProofRun(cell: cell).ledger(on: pair, link: link, job: 1)
      await pair.stop()
      return ledger
    } catch {
      await pair.stop(grace: .zero)
      throw error
    }
  }
}
