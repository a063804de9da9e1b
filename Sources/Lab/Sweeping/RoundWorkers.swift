import Records

/// The worker pairs of one round: started when first needed, replaced after a failure, ended with the round.
///
/// Afresh every round, so that heap and page layout are sampled noise instead of a constant bias.
actor RoundWorkers {
  private struct Key: Hashable {
    var link: String
    var variant: String
  }

  private let links: LinkPool
  private let paths: [String: String]
  private let instruments: Instruments?
  private var pairs: [Key: WorkerPair] = [:]
  private var lastJob: UInt64 = 0

  /// - Parameter paths: worker executable by variant name.
  init(links: LinkPool, paths: [String: String], instruments: Instruments? = nil) {
    self.links = links
    self.paths = paths
    self.instruments = instruments
  }

  func measure(_ cell: Cell, timing: WorkerPair.Timing) async throws -> (WorkerPair.Outcome, cpus: Int) {
    let key = Key(link: cell.link, variant: cell.variant)
    let pair = try await pair(for: key)
    lastJob += 1
    do {
      let outcome = try await pair.measure(cell, job: lastJob, timing: timing)
      return (outcome, pair.sender.hello.cpus.count)
    } catch {
      pairs[key] = nil
      await pair.stop(grace: .zero)
      throw error
    }
  }

  func stopAll() async {
    for pair in pairs.values { await pair.stop() }
    pairs = [:]
  }

  private func pair(for key: Key) async throws -> WorkerPair {
    if let pair = pairs[key] { return pair }
    guard let path = paths[key.variant] else {
      throw OperationError(
        "variant \(key.variant) has no worker", effect: "its cells cannot run",
        remedy: "Name it with --variant")
    }
    do {
      let pair = try await WorkerPair.start(
        path: path, link: links.link(key.link), instruments: instruments)
      pairs[key] = pair
      return pair
    } catch let error as OperationError {
      await links.discard(key.link)
      throw error
    }
  }
}
