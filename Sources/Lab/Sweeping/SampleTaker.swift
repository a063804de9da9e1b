import Records

/// Takes one sample of one cell, whether our own workers or a peer run it; a failure becomes a named, empty sample.
struct SampleTaker {
  let workers: RoundWorkers
  let links: LinkPool
  let peers: PeerSampling
  /// Primitives that move nothing, by name.
  let silent: Set<String>
  let now: @Sendable () -> Int64

  /// - Throws: only `CancellationError`.
  func take(_ cell: Cell, round: Int, order: Int, timing: WorkerPair.Timing) async throws -> Sample {
    var sample: Sample
    do {
      sample = try await attempt(cell, round: round, order: order, timing: timing)
    } catch let error as CancellationError {
      throw error
    } catch {
      try Task.checkCancellation()
      sample = Sample(cell: cell, round: round, order: order, failure: "\(error)")
    }
    sample.finishedAtUnixNanoseconds = now()
    return sample
  }

  private func attempt(
    _ cell: Cell, round: Int, order: Int, timing: WorkerPair.Timing
  ) async throws -> Sample {
    if let peer = Peers.named(cell.primitive) {
      return try await peers.sample(
        of: peer, cell: cell, link: links.link(cell.link), round: round, order: order, timing: timing)
    }
    let (outcome, cpus) = try await workers.measure(cell, timing: timing)
    let assembly = SampleAssembly(
      cell: cell, sender: outcome.sender, receiver: outcome.receiver, schedule: outcome.schedule, cpus: cpus,
      movesBytes: !silent.contains(cell.primitive))
    return assembly.sample(round: round, order: order)
  }
}
