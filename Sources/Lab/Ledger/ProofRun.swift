import Records
import Wire

/// Runs the proof of one cell on both ends of a link and draws the ledger from it.
package struct ProofRun: Sendable {
  package var cell: Cell
  /// Pairs of streams, one of each traced at the receiver.
  package var pairs: Int
  package var streamNanoseconds: UInt64
  /// Length of the stream during which the CPUs are sampled for the deferred copy; 0 for none.
  package var sampledNanoseconds: UInt64

  package init(
    cell: Cell, pairs: Int = 8, streamNanoseconds: UInt64 = 30_000_000,
    sampledNanoseconds: UInt64 = 250_000_000
  ) {
    self.cell = cell
    self.pairs = pairs
    self.streamNanoseconds = streamNanoseconds
    self.sampledNanoseconds = sampledNanoseconds
  }

  /// - Throws: `WorkerFailure`; after one the pair must be stopped.
  package func ledger(on pair: WorkerPair, link: OpenLink, job number: UInt64) async throws -> Ledger {
    let (sender, receiver) = try await proofs(on: pair, link: link, job: number)
    return LedgerDerivation(cell: cell, sender: sender, receiver: receiver).ledger()
  }

  /// What each end saw.
  package func proofs(
    on pair: WorkerPair, link: OpenLink, job number: UInt64
  ) async throws -> (SenderProof, ReceiverProof) {
    var generator = SystemRandomNumberGenerator()
    var job = Job(
      id: number, token: Token.random(using: &generator), cell: cell,
      cpusByFlow: FlowPlacement.cpus(for: cell, side: .sender, allowed: pair.sender.hello.cpus),
      address: link.sender.address)
    let seed = UInt64.random(in: .min ... .max, using: &generator)
    try await pair.sender.send(.prove(order(job, .sender, seed)))
    guard case .listening(number, let port) = try await pair.sender.answer(within: .seconds(10)) else {
      throw WorkerFailure(side: .sender, cause: "did not listen", isFatal: true)
    }
    job.port = port
    job.cpusByFlow = FlowPlacement.cpus(for: cell, side: .receiver, allowed: pair.receiver.hello.cpus)
    try await pair.receiver.send(.prove(order(job, .receiver, seed)))
    async let sent = Self.report(of: pair.sender)
    async let received = Self.report(of: pair.receiver)
    guard let sender = try await sent.sender, let receiver = try await received.receiver else {
      throw WorkerFailure(side: .sender, cause: "reported for the other end", isFatal: true)
    }
    return (sender, receiver)
  }

  private func order(_ job: Job, _ side: Side, _ seed: UInt64) -> ProveJob {
    ProveJob(
      job: job, side: side, seed: seed, streams: pairs * 2, streamNanoseconds: streamNanoseconds,
      sampledNanoseconds: sampledNanoseconds)
  }

  private static func report(of worker: WorkerHandle) async throws -> ProofReport {
    // Longer than the worker's own limit, which ends a proof that hangs.
    guard case .proved(let report) = try await worker.answer(within: .seconds(120)) else {
      throw WorkerFailure(side: worker.side, cause: "did not report its proof", isFatal: true)
    }
    return report
  }
}
