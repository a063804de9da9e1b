/// Where the bytes of a message were copied between two applications: bytes copied per payload byte at each stage.
///
/// Of one send primitive with one receive primitive over one link at one message size, from a proof run of its own.
package struct Ledger: Codable, Hashable, Sendable {
  package var primitive: String
  package var receive: String
  package var link: String
  package var messageBytes: Int
  /// Size of the messages the mutation and gather proofs were made with: a long message does not fit into the
  /// receive buffer of an idle receiver.
  package var proofBytes: Int
  /// In the order in which a byte passes them.
  package var stages: [Stage]
  /// What the sender learnt of its completions; nil for a primitive without any.
  package var completions: CompletionFacts?
  /// Who carried out the deferred copy; nil in a ledger of before this was sampled.
  package var payers: Finding<CopyPayers>?
  package var instrumentation: InstrumentationCost
  /// Contradictions between pieces of evidence.
  package var caveats: [Caveat]

  package init(
    primitive: String, receive: String, link: String, messageBytes: Int, proofBytes: Int, stages: [Stage],
    completions: CompletionFacts?, payers: Finding<CopyPayers>? = nil, instrumentation: InstrumentationCost,
    caveats: [Caveat] = []
  ) {
    self.primitive = primitive
    self.receive = receive
    self.link = link
    self.messageBytes = messageBytes
    self.proofBytes = proofBytes
    self.stages = stages
    self.completions = completions
    self.payers = payers
    self.instrumentation = instrumentation
    self.caveats = caveats
  }

  package subscript(place: CopyPoint) -> Stage? {
    stages.first { $0.place == place }
  }
}

extension Ledger {
  /// The places at which a byte may be copied, in the order in which it passes them.
  package enum CopyPoint: String, Codable, Hashable, Sendable, CaseIterable {
    /// By the sending application, in user space.
    case gather
    /// By the kernel into its own memory, in the send call.
    case send
    /// By the kernel into its own memory, after it had first pointed at the application's pages.
    case deferred
    /// By the kernel into the memory of the receiving application.
    case receive
  }

  /// What kind of evidence a figure rests on.
  package enum Kind: String, Codable, Hashable, Sendable {
    /// Stores of the sender's own program were watched.
    case watched = "watched memory"
    /// The source was overwritten and the receiver saw what changed.
    case mutation = "mutation proof"
    case completions = "error queue"
    case tracepoint
    case derived
  }

  /// Bytes copied per payload byte at one place, as an interval, or the reason why nothing is known.
  package struct Stage: Codable, Hashable, Sendable {
    package let place: CopyPoint
    /// At least so many; nil when nothing is known.
    package let low: Double?
    /// At most so many; nil when nothing is known, or when nothing bounds it from above.
    package let high: Double?
    /// Why a bound is missing.
    package let reason: String?
    package let kind: Kind
    /// What was seen, in one sentence with its figures.
    package let evidence: String

    package init(_ place: CopyPoint, _ low: Double, _ high: Double, _ kind: Kind, _ evidence: String) {
      self.init(place: place, low: low, high: max(low, high), reason: nil, kind: kind, evidence: evidence)
    }

    package init(
      _ place: CopyPoint, atLeast low: Double, because reason: String, _ kind: Kind, _ evidence: String
    ) {
      self.init(place: place, low: low, high: nil, reason: reason, kind: kind, evidence: evidence)
    }

    package init(_ place: CopyPoint, unavailable reason: String, _ kind: Kind) {
      self.init(place: place, low: nil, high: nil, reason: reason, kind: kind, evidence: "none")
    }

    private init(place: CopyPoint, low: Double?, high: Double?, reason: String?, kind: Kind, evidence: String)
    {
      self.place = place
      self.low = low
      self.high = high
      self.reason = reason
      self.kind = kind
      self.evidence = evidence
    }

    /// Whether a number of copies lies in the interval, give or take a share for what is not payload.
    package func holds(_ copies: Double, within slack: Double = 0.02) -> Bool {
      guard let low, let high else { return false }
      return low >= copies - slack && high <= copies + slack
    }
  }
}
