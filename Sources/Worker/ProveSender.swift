import CLinux
import DataPath
import Records
import Wire

extension SendPrimitive where Self: ~Copyable {
  /// All steps of a proof at the sending end, each when the receiver is ready for it.
  ///
  /// - Parameter flows: one connected socket for each step.
  static func proveAll(_ steps: ProveSteps, flows: [Int32], deadline: UInt64) -> SenderProof {
    let channel = ProofChannel(descriptor: flows[ProveSteps.control], deadline: deadline)
    func job(_ flow: Int) -> ProofJob {
      ProofJob(
        descriptor: flows[flow], contents: steps.contents(of: flow), fields: steps.job.job.cell.options.fields
      )
    }
    func step<Raw, Value>(_ body: () throws(FlowFailure) -> Raw, _ describe: (Raw) -> Value) -> Finding<Value>
    {
      do throws(FlowFailure) {
        _ = try channel.receive(1)
        return .found(describe(try body()))
      } catch {
        return .missing(reason: error.description)
      }
    }
    // The receiver samples the CPUs and has to know this thread among all others.
    try? channel.send([UInt64(cl_thread_id())])
    let delivered = step(
      { () throws(FlowFailure) in try proveMutation(job(ProveSteps.delivered), at: .delivered, over: channel)
      },
      SenderProof.Mutation.init)
    let queued = step(
      { () throws(FlowFailure) in try proveMutation(job(ProveSteps.queued), at: .queued, over: channel) },
      SenderProof.Mutation.init)
    let gather = step(
      { () throws(FlowFailure) in proveGather(reads: job(ProveSteps.reads), stores: job(ProveSteps.stores)) },
      GatheredFindings.init)
    let single = step(
      { () throws(FlowFailure) in
        try proveCompletions(job(ProveSteps.single), messages: steps.job.singleSends)
      }, SenderProof.Completions.init)
    let streams = (0..<steps.job.streams).map { stream in
      step(
        { () throws(FlowFailure) in
          try proveStream(job(ProveSteps.firstStream + stream), nanoseconds: steps.job.streamNanoseconds)
        }, SenderProof.Stream.init)
    }
    if let flow = steps.sampledStream {
      // What this end sees of it is in the other streams.
      let nanoseconds = steps.job.sampledNanoseconds
      _ = step(
        { () throws(FlowFailure) in try proveStream(job(flow), nanoseconds: nanoseconds) },
        SenderProof.Stream.init)
    }
    return SenderProof(
      proofBytes: steps.proofBytes, fields: steps.job.job.cell.options.fields,
      movesNothing: description.movesNothing,
      lends: description.lends, queued: queued, delivered: delivered,
      reads: gather.value?.reads ?? .missing(reason: gather.reason ?? ""),
      stores: gather.value?.stores ?? .missing(reason: gather.reason ?? ""), single: single, streams: streams)
  }
}

/// Both trials of a gather proof in the words of the control channel.
private struct GatheredFindings: Codable, Hashable, Sendable {
  var reads: Finding<SenderProof.Access>
  var stores: Finding<SenderProof.Access>

  init(_ finding: GatherFinding) {
    func describe(_ trial: Result<AccessTrial, FlowFailure>) -> Finding<SenderProof.Access> {
      switch trial {
      case .success(let trial): .found(SenderProof.Access(trial))
      case .failure(let failure): .missing(reason: failure.description)
      }
    }
    reads = describe(finding.reads)
    stores = describe(finding.stores)
  }
}

extension SenderProof.Access {
  init(_ trial: AccessTrial) {
    self.init(
      wasSent: trial.ending == .sent, kernelFaulted: trial.ending == .fault,
      userReadsFields: trial.userReadsFields, watchedBytes: trial.watchedBytes,
      storedBytes: trial.storedBytes,
      foundBytes: trial.foundBytes)
  }
}

extension SenderProof.Mutation {
  init(_ finding: MutationFinding) {
    self.init(
      judgedBytes: finding.judgedBytes, changedBytes: finding.changedBytes, foreignBytes: finding.foreignBytes
    )
  }
}

extension SenderProof.Completions {
  init(_ sends: SingleSends) {
    self.init(messages: sends.messages, count: sends.count, latencies: sends.latencies)
    fieldPages = sends.fieldPages
  }

  fileprivate init(messages: UInt64, count: FlowCount, latencies: CompletionLatencies) {
    self.init(
      messages: messages, sends: count[.zerocopySends], completions: count[.zerocopyCompletions],
      copiedLow: count[.zerocopyCopiedLow], copiedHigh: count[.zerocopyCopiedHigh],
      notifications: count[.zerocopyNotifications], fallbackSends: count[.fallbackSends],
      latency: CompletionFacts.Distribution(
        count: latencies.nanoseconds.count, median: latencies.quantile(0.5), p90: latencies.quantile(0.9),
        p99: latencies.quantile(0.99), most: latencies.nanoseconds.last))
  }
}

extension SenderProof.Stream {
  init(_ stream: ProofStream) {
    self.init(
      completions: SenderProof.Completions(
        messages: stream.messages, count: stream.count, latencies: stream.latencies),
      bytes: stream.bytes, nanoseconds: stream.nanoseconds, mostOutstanding: stream.mostOutstanding,
      enobufs: stream.count[.enobufs], enobufsNanoseconds: stream.enobufsNanoseconds)
  }
}
