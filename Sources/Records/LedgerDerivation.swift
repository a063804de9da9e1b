/// Draws the ledger from what both ends of a proof run saw.
///
/// Every stage rests on evidence of its own; nothing a primitive says of itself enters but how long it lends its
/// memory, and completions have to bear that out where there are any.
package struct LedgerDerivation: Sendable {
  package var cell: Cell
  package var sender: SenderProof
  package var receiver: ReceiverProof

  package init(cell: Cell, sender: SenderProof, receiver: ReceiverProof) {
    self.cell = cell
    self.sender = sender
    self.receiver = receiver
  }

  package func ledger() -> Ledger {
    Ledger(
      primitive: cell.primitive, receive: cell.receive, link: cell.link, messageBytes: cell.messageBytes,
      proofBytes: sender.proofBytes, stages: [gatherStage(), sendStage(), deferredStage(), receiveStage()],
      completions: completionFacts(), payers: Ledger.payers(receiver.payers),
      instrumentation: instrumentationCost(), caveats: caveats())
  }

  // MARK: Gather

  private func gatherStage() -> Ledger.Stage {
    let payload = Double(sender.proofBytes)
    let readsNothing = sender.reads.value.map { $0.kernelFaulted && !$0.userReadsFields } ?? false
    guard let stores = sender.stores.value, stores.wasSent else {
      let reason = sender.stores.reason ?? "the message of the trial was not sent"
      if readsNothing { return Ledger.Stage(.gather, 0, 0, .watched, Self.kernelReads) }
      guard let reads = sender.reads.value, reads.userReadsFields else {
        return Ledger.Stage(.gather, unavailable: reason, .watched)
      }
      return Ledger.Stage(
        .gather, atLeast: 0, because: "stores could not be counted: \(reason)", .watched,
        "the sender's own program reads its fields")
    }
    let seen =
      "while one message of \(sender.proofBytes) bytes was sent, user mode stored \(stores.storedBytes) bytes; "
      + "\(stores.foundBytes) bytes of the message were found there"
    // Less than half a message is counters and headers: no copy of a message is that small.
    let storesLittle = stores.foundBytes == 0 && Double(stores.storedBytes) < payload / 2
    if readsNothing, storesLittle {
      return Ledger.Stage(.gather, 0, 0, .watched, "\(Self.kernelReads); \(seen)")
    }
    if storesLittle, sender.reads.value?.userReadsFields == true {
      return Ledger.Stage(
        .gather, atLeast: 0, because: "user mode reads the fields and stores them where nothing was watched",
        .watched, seen)
    }
    return Ledger.Stage(
      .gather, Double(stores.foundBytes) / payload, Double(stores.storedBytes) / payload, .watched, seen)
  }

  private static let kernelReads =
    "with unreadable fields the kernel answered EFAULT and user mode never touched a field"

  // MARK: Send and deferred

  private func share(_ finding: Finding<SenderProof.Mutation>) -> Double? {
    guard let value = finding.value, value.judgedBytes > 0, value.foreignBytes == 0 else { return nil }
    return Double(value.changedBytes) / Double(value.judgedBytes)
  }

  private func reason(_ finding: Finding<SenderProof.Mutation>) -> String {
    guard let value = finding.value else { return finding.reason ?? "no proof" }
    return value.foreignBytes > 0
      ? "\(value.foreignBytes) bytes arrived neither as sent nor as overwritten"
      : "none of the message was where the proof wants it"
  }

  private func text(_ finding: Finding<SenderProof.Mutation>, _ place: String) -> String {
    guard let value = finding.value else { return "no proof for a \(place) message: \(reason(finding))" }
    return
      "\(value.changedBytes) of \(value.judgedBytes) bytes of a \(place) message changed when it was overwritten"
  }

  private func sendStage() -> Ledger.Stage {
    guard let lent = share(sender.queued) else {
      return sendWithoutProof("no mutation proof: \(reason(sender.queued))")
    }
    return Ledger.Stage(
      .send, 1 - lent, 1 - lent, .mutation,
      "\(text(sender.queued, "queued")): the kernel held \(lent == 0 ? "a copy" : "the source")")
  }

  /// By the completions alone: a send without one was copied before it returned, unless it lends without any.
  private func sendWithoutProof(_ why: String) -> Ledger.Stage {
    guard let single = sender.single.value, single.messages > 0 else {
      return Ledger.Stage(
        .send, unavailable: "\(why); and no completions: \(sender.single.reason ?? "no message was sent")",
        .derived)
    }
    guard single.sends > 0 else {
      if sender.lends == .untilReceiverRead {
        return Ledger.Stage(
          .send,
          unavailable: "\(why); and pages that are lent until the receiver has read have no completion",
          .derived)
      }
      return Ledger.Stage(
        .send, 1, 1, .derived,
        "none of \(single.messages) messages was lent with MSG_ZEROCOPY, so each call copied; \(why)")
    }
    return Ledger.Stage(
      .send, 0, Double(single.copiedHigh) / Double(single.completions), .completions,
      "\(single.copiedLow) to \(single.copiedHigh) of \(single.completions) completions flagged copied, "
        + "at the send or later; \(why)")
  }

  private func deferredStage() -> Ledger.Stage {
    let proof = share(sender.queued).flatMap { queued in
      share(sender.delivered).map { max(0, queued - $0) }
    }
    let seen = "\(text(sender.queued, "queued")), \(text(sender.delivered, "delivered"))"
    guard let single = sender.single.value, single.completions > 0 else {
      guard let proof else { return Ledger.Stage(.deferred, unavailable: seen, .mutation) }
      return Ledger.Stage(.deferred, proof, proof, .mutation, seen)
    }
    // Copied before the call returned is flagged too; the mutation proof tells it apart.
    let atSend = share(sender.queued).map { 1 - $0 } ?? 0
    let low = max(0, Double(single.copiedLow) / Double(single.completions) - atSend)
    let high = max(0, Double(single.copiedHigh) / Double(single.completions) - atSend)
    let flagged =
      "\(Self.interval(single.copiedLow, single.copiedHigh)) of \(single.completions) completions, "
      + "awaited one by one, were flagged copied"
    guard let proof, proof < low - 0.02 || proof > high + 0.02 else {
      return Ledger.Stage(.deferred, low, high, .completions, "\(flagged); \(seen)")
    }
    return Ledger.Stage(.deferred, min(low, proof), max(high, proof), .completions, "\(flagged), but \(seen)")
  }

  private static func interval(_ low: UInt64, _ high: UInt64) -> String {
    low == high ? "\(low)" : "\(low) to \(high)"
  }

  // MARK: Receive

  private func receiveStage() -> Ledger.Stage {
    var bytes: UInt64 = 0
    var copied = ReceiverProof.Copied(bytes: 0, records: 0, lost: 0)
    var reason = receiver.streams.isEmpty ? "no stream was traced" : nil
    for stream in receiver.streams {
      guard let value = stream.value else {
        reason = reason ?? stream.reason
        continue
      }
      guard let trace = value.copied else { continue }
      guard let sum = trace.value else {
        reason = trace.reason
        continue
      }
      bytes += value.bytes
      copied.bytes += sum.bytes
      copied.records += sum.records
      copied.lost += sum.lost
    }
    guard bytes > 0 else {
      return Ledger.Stage(.receive, unavailable: reason ?? "nothing was received", .tracepoint)
    }
    let share = Double(copied.bytes) / Double(bytes)
    let seen =
      "skb:skb_copy_datagram_iovec counted \(copied.bytes) bytes in \(copied.records) records "
      + "while \(bytes) bytes were received"
    guard copied.lost == 0 else {
      return Ledger.Stage(
        .receive, atLeast: share, because: "\(copied.lost) records were lost", .tracepoint, seen)
    }
    return Ledger.Stage(.receive, share, share, .tracepoint, seen)
  }

  // MARK: What else the run tells

  private func completionFacts() -> CompletionFacts? {
    guard let single = sender.single.value, single.sends > 0 else { return nil }
    let streams = sender.streams.compactMap(\.value)
    let sends = streams.reduce(0) { $0 + $1.completions.completions }
    let notifications = streams.reduce(0) { $0 + $1.completions.notifications }
    let time = streams.reduce(0) { $0 + $1.nanoseconds }
    let longest = streams.max { $0.completions.latency.count < $1.completions.latency.count }
    let none = CompletionFacts.Distribution(count: 0, median: nil, p90: nil, p99: nil, most: nil)
    return CompletionFacts(
      alone: single.latency, inStream: longest?.completions.latency ?? none,
      mostBytesInFlight: streams.map { $0.bytesInFlight(messageBytes: cell.messageBytes) }.max() ?? 0,
      sendsPerNotification: notifications > 0 ? Double(sends) / Double(notifications) : nil,
      enobufs: streams.reduce(0) { $0 + $1.enobufs },
      enobufsTimeShare: time > 0
        ? Double(streams.reduce(0) { $0 + $1.enobufsNanoseconds }) / Double(time) : 0,
      pagesPerMessage: single.fieldPages,
      completionsPerMessage: Double(single.completions) / Double(single.messages))
  }

  /// Traced over untraced goodput of each pair of streams.
  private func instrumentationCost() -> InstrumentationCost {
    var ratios: [Double] = []
    var reason: String?
    for first in stride(from: 0, to: receiver.streams.count - 1, by: 2) {
      let pair = [receiver.streams[first], receiver.streams[first + 1]]
      guard let traced = pair.compactMap(\.value).first(where: { $0.copied != nil }),
        let plain = pair.compactMap(\.value).first(where: { $0.copied == nil }), let rate = traced.rate,
        let plainRate = plain.rate
      else {
        reason = pair.compactMap(\.reason).first ?? "a stream brought nothing"
        continue
      }
      if let missing = traced.copied?.reason {
        reason = missing
      } else {
        ratios.append(rate / plainRate)
      }
    }
    return InstrumentationCost(ratios: ratios, reason: reason)
  }

  private func caveats() -> [Caveat] {
    var caveats: [Caveat] = []
    if sender.lends == .untilCompletion, let single = sender.single.value, single.messages > 0,
      single.sends == 0
    {
      caveats.append(Caveats.neverLent(primitive: cell.primitive))
    }
    for finding in [sender.queued, sender.delivered] {
      guard let bytes = finding.value?.foreignBytes, bytes > 0 else { continue }
      caveats.append(Caveats.foreignBytes(bytes))
    }
    return caveats
  }
}

extension SenderProof.Stream {
  fileprivate func bytesInFlight(messageBytes: Int) -> UInt64 {
    guard completions.sends > 0 else { return 0 }
    // A message takes one send, unless the kernel took it in parts.
    return UInt64(Double(mostOutstanding) * Double(bytes) / Double(completions.sends))
  }
}

extension ReceiverProof.Stream {
  /// Bytes per nanosecond; nil when nothing came.
  fileprivate var rate: Double? {
    bytes > 0 && nanoseconds > 0 ? Double(bytes) / Double(nanoseconds) : nil
  }
}
