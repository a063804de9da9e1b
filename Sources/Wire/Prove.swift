import Records

/// One end's share of a proof run: which copies a primitive makes, apart from every timed sample.
package struct ProveJob: Codable, Sendable, Equatable {
  /// Primitive, link, pinning, address and port as for a sample; flows are the steps of the proof.
  package var job: Job
  package var side: Side
  /// What the contents of the messages follow from, the same at both ends.
  package var seed: UInt64
  /// Streams of messages, half of them traced at the receiver, in pairs.
  package var streams: Int
  /// Length of each stream.
  package var streamNanoseconds: UInt64
  /// Messages whose completions are awaited one by one.
  package var singleSends: Int
  /// Length of the last stream, during which all CPUs are sampled; 0 for none.
  package var sampledNanoseconds: UInt64

  package init(
    job: Job, side: Side, seed: UInt64, streams: Int = 16, streamNanoseconds: UInt64 = 30_000_000,
    singleSends: Int = 200, sampledNanoseconds: UInt64 = 0
  ) {
    self.job = job
    self.side = side
    self.seed = seed
    self.streams = streams
    self.streamNanoseconds = streamNanoseconds
    self.singleSends = singleSends
    self.sampledNanoseconds = sampledNanoseconds
  }
}

/// What one end of a proof run saw: the sending end fills one, the receiving end the other.
package struct ProofReport: Codable, Sendable, Equatable {
  package var job: UInt64
  package var sender: SenderProof?
  package var receiver: ReceiverProof?

  package init(job: UInt64, sender: SenderProof? = nil, receiver: ReceiverProof? = nil) {
    self.job = job
    self.sender = sender
    self.receiver = receiver
  }
}
