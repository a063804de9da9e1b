/// What a sender learnt of its MSG_ZEROCOPY completions in a proof run.
package struct CompletionFacts: Codable, Hashable, Sendable {
  /// One send at a time, from the call to the completion.
  package var alone: Distribution
  /// In a stream, from the call until the sender, which looks only now and then, knew.
  package var inStream: Distribution
  /// Most bytes of a stream handed to the kernel and not yet known to be free again.
  package var mostBytesInFlight: UInt64
  /// Completed sends over entries of the error queue; nil when there was no entry.
  package var sendsPerNotification: Double?
  /// Sends of the stream that met ENOBUFS.
  package var enobufs: UInt64
  /// Share of the stream's time spent in sends that met ENOBUFS.
  package var enobufsTimeShare: Double
  /// Pages the fields of one message lie on, which the kernel holds until the completion.
  package var pagesPerMessage: UInt64
  /// Sends with a completion of their own that a message took, one at a time.
  package var completionsPerMessage: Double

  package init(
    alone: Distribution, inStream: Distribution, mostBytesInFlight: UInt64, sendsPerNotification: Double?,
    enobufs: UInt64, enobufsTimeShare: Double, pagesPerMessage: UInt64, completionsPerMessage: Double
  ) {
    self.pagesPerMessage = pagesPerMessage
    self.completionsPerMessage = completionsPerMessage
    self.alone = alone
    self.inStream = inStream
    self.mostBytesInFlight = mostBytesInFlight
    self.sendsPerNotification = sendsPerNotification
    self.enobufs = enobufs
    self.enobufsTimeShare = enobufsTimeShare
  }

  /// Nanoseconds that a share of all did not exceed; all 0 with a count of 0 means nothing was seen.
  package struct Distribution: Codable, Hashable, Sendable {
    package var count: Int
    package var median: UInt64?
    package var p90: UInt64?
    package var p99: UInt64?
    package var most: UInt64?

    package init(count: Int, median: UInt64?, p90: UInt64?, p99: UInt64?, most: UInt64?) {
      self.count = count
      self.median = median
      self.p90 = p90
      self.p99 = p99
      self.most = most
    }
  }
}

/// What reading the tracepoint cost: goodput with it over goodput without, in pairs of streams one after the other.
package struct InstrumentationCost: Codable, Hashable, Sendable {
  /// One ratio a pair, in the order of the run; empty when the tracepoint could not be read.
  package var ratios: [Double]
  /// Why there is none.
  package var reason: String?

  package init(ratios: [Double], reason: String? = nil) {
    self.ratios = ratios
    self.reason = ratios.isEmpty ? reason ?? "no pair of streams was completed" : nil
  }

  /// Median of the ratios; nil without any.
  package var median: Double? {
    guard !ratios.isEmpty else { return nil }
    let sorted = ratios.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

/// What the sending end of a proof run saw; a step that failed has a reason instead of a finding.
package struct SenderProof: Codable, Hashable, Sendable {
  package var proofBytes: Int
  package var fields: Int
  package var movesNothing: Bool
  package var lends: PrimitiveDescription.Lending
  package var queued: Finding<Mutation>
  package var delivered: Finding<Mutation>
  package var reads: Finding<Access>
  package var stores: Finding<Access>
  package var single: Finding<Completions>
  /// One for each stream, in order; the even ones were not traced at the receiver.
  package var streams: [Finding<Stream>]

  package init(
    proofBytes: Int, fields: Int, movesNothing: Bool, lends: PrimitiveDescription.Lending,
    queued: Finding<Mutation>,
    delivered: Finding<Mutation>, reads: Finding<Access>, stores: Finding<Access>,
    single: Finding<Completions>,
    streams: [Finding<Stream>]
  ) {
    self.proofBytes = proofBytes
    self.fields = fields
    self.movesNothing = movesNothing
    self.lends = lends
    self.queued = queued
    self.delivered = delivered
    self.reads = reads
    self.stores = stores
    self.single = single
    self.streams = streams
  }

  /// What an overwritten message arrived as.
  package struct Mutation: Codable, Hashable, Sendable {
    package var judgedBytes: UInt64
    package var changedBytes: UInt64
    package var foreignBytes: UInt64

    package init(judgedBytes: UInt64, changedBytes: UInt64, foreignBytes: UInt64) {
      self.judgedBytes = judgedBytes
      self.changedBytes = changedBytes
      self.foreignBytes = foreignBytes
    }
  }

  /// What the sender's own program touched while one message was sent.
  package struct Access: Codable, Hashable, Sendable {
    package var wasSent: Bool
    package var kernelFaulted: Bool
    package var userReadsFields: Bool
    package var watchedBytes: UInt64
    package var storedBytes: UInt64
    package var foundBytes: UInt64

    package init(
      wasSent: Bool, kernelFaulted: Bool, userReadsFields: Bool, watchedBytes: UInt64, storedBytes: UInt64,
      foundBytes: UInt64
    ) {
      self.wasSent = wasSent
      self.kernelFaulted = kernelFaulted
      self.userReadsFields = userReadsFields
      self.watchedBytes = watchedBytes
      self.storedBytes = storedBytes
      self.foundBytes = foundBytes
    }
  }

  /// Sends and their completions.
  package struct Completions: Codable, Hashable, Sendable {
    package var messages: UInt64
    package var sends: UInt64
    package var completions: UInt64
    package var copiedLow: UInt64
    package var copiedHigh: UInt64
    package var notifications: UInt64
    package var fallbackSends: UInt64
    /// Pages the fields of one message lie on; 0 where nobody looked.
    package var fieldPages: UInt64
    package var latency: CompletionFacts.Distribution

    package init(
      messages: UInt64, sends: UInt64, completions: UInt64, copiedLow: UInt64, copiedHigh: UInt64,
      notifications: UInt64, fallbackSends: UInt64, fieldPages: UInt64 = 0,
      latency: CompletionFacts.Distribution
    ) {
      self.fieldPages = fieldPages
      self.messages = messages
      self.sends = sends
      self.completions = completions
      self.copiedLow = copiedLow
      self.copiedHigh = copiedHigh
      self.notifications = notifications
      self.fallbackSends = fallbackSends
      self.latency = latency
    }
  }

  /// One stream of messages.
  package struct Stream: Codable, Hashable, Sendable {
    package var completions: Completions
    package var bytes: UInt64
    package var nanoseconds: UInt64
    package var mostOutstanding: UInt64
    package var enobufs: UInt64
    package var enobufsNanoseconds: UInt64

    package init(
      completions: Completions, bytes: UInt64, nanoseconds: UInt64, mostOutstanding: UInt64, enobufs: UInt64,
      enobufsNanoseconds: UInt64
    ) {
      self.completions = completions
      self.bytes = bytes
      self.nanoseconds = nanoseconds
      self.mostOutstanding = mostOutstanding
      self.enobufs = enobufs
      self.enobufsNanoseconds = enobufsNanoseconds
    }
  }
}

/// What the receiving end of a proof run saw.
package struct ReceiverProof: Codable, Hashable, Sendable {
  /// One for each stream, in order.
  package var streams: [Finding<Stream>]
  /// Steps the receiver could not take part in.
  package var failures: [String]
  /// Who copied after the send while a stream of its own was sampled; nil where none was asked for.
  package var payers: Finding<CopyPayers>?

  package init(
    streams: [Finding<Stream>], failures: [String] = [], payers: Finding<CopyPayers>? = nil
  ) {
    self.payers = payers
    self.streams = streams
    self.failures = failures
  }

  package struct Stream: Codable, Hashable, Sendable {
    package var bytes: UInt64
    package var calls: UInt64
    package var nanoseconds: UInt64
    /// nil where the stream was not meant to be traced.
    package var copied: Finding<Copied>?

    package init(bytes: UInt64, calls: UInt64, nanoseconds: UInt64, copied: Finding<Copied>?) {
      self.bytes = bytes
      self.calls = calls
      self.nanoseconds = nanoseconds
      self.copied = copied
    }
  }

  /// Sum of `len` over the records of skb:skb_copy_datagram_iovec.
  package struct Copied: Codable, Hashable, Sendable {
    package var bytes: UInt64
    package var records: UInt64
    /// Records the ring had no room for.
    package var lost: UInt64

    package init(bytes: UInt64, records: UInt64, lost: UInt64) {
      self.bytes = bytes
      self.records = records
      self.lost = lost
    }
  }
}

/// What a step of a proof found, or the reason why it found nothing.
package enum Finding<Value: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  case found(Value)
  case missing(reason: String)

  package var value: Value? {
    guard case .found(let value) = self else { return nil }
    return value
  }

  package var reason: String? {
    guard case .missing(let reason) = self else { return nil }
    return reason
  }
}
