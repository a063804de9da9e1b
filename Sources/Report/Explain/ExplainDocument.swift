import Records

/// An explanation as JSON: every figure of the ledger with its evidence.
enum ExplainDocument {
  static func json(_ explanation: Explanation) -> JSON {
    .object([
      ("schema", .string("copycost-explain/1")),
      ("copycost", .string(copycostVersion)),
      ("sender", primitive(explanation.sender)),
      ("receiver", primitive(explanation.receiver)),
      ("subject", measured(explanation.subject)),
      ("baseline", explanation.baseline.map(measured) ?? .null),
      ("code", .array(ExplainCode.lines(explanation).map { .string($0) })),
      ("words", .array(ExplainWords(explanation: explanation).lines().map { .string($0) })),
      ("host", .array(explanation.host.facts.map(fact))),
      ("caveats", .array(explanation.caveats.map(SampleDocument.caveat))),
    ])
  }

  private static func primitive(_ primitive: PrimitiveDescription) -> JSON {
    .object([
      ("name", .string(primitive.name)), ("summary", .string(primitive.summary)),
      ("calls", .array(primitive.calls.map { .string($0) })), ("memory", .string(primitive.memory)),
    ])
  }

  private static func measured(_ measured: Explanation.Measured) -> JSON {
    .object([
      ("cell", SampleDocument.cell(measured.cell)), ("ledger", ledger(measured.ledger)),
      ("figures", .array(measured.figures.map(figure))),
      ("samples", .array(measured.samples.map { .object(SampleDocument.fields($0)) })),
    ])
  }

  static func ledger(_ ledger: Ledger) -> JSON {
    .object([
      ("message_bytes", .integer(ledger.messageBytes)), ("proof_bytes", .integer(ledger.proofBytes)),
      ("stages", .array(ledger.stages.map(stage))),
      ("completions", ledger.completions.map(completions) ?? .null),
      (
        "instrumentation",
        .object([
          ("goodput_ratios", .array(ledger.instrumentation.ratios.map { .number($0) })),
          ("median", number(ledger.instrumentation.median)),
          ("reason", .string(orNull: ledger.instrumentation.reason)),
        ])
      ),
      ("caveats", .array(ledger.caveats.map(SampleDocument.caveat))),
    ])
  }

  /// Copies per payload byte: `low` and `high`, each a number or null, and then a reason.
  private static func stage(_ stage: Ledger.Stage) -> JSON {
    .object([
      ("stage", .string(stage.place.rawValue)), ("low", number(stage.low)), ("high", number(stage.high)),
      ("reason", .string(orNull: stage.reason)), ("kind", .string(stage.kind.rawValue)),
      ("evidence", .string(stage.evidence)),
    ])
  }

  private static func completions(_ facts: CompletionFacts) -> JSON {
    .object([
      ("per_message", .number(facts.completionsPerMessage)),
      ("pages_per_message", .unsigned(facts.pagesPerMessage)),
      ("sends_per_notification", number(facts.sendsPerNotification)),
      ("most_bytes_in_flight", .unsigned(facts.mostBytesInFlight)),
      ("enobufs", .unsigned(facts.enobufs)), ("enobufs_time_share", .number(facts.enobufsTimeShare)),
      ("latency_alone_ns", distribution(facts.alone)), ("latency_in_stream_ns", distribution(facts.inStream)),
    ])
  }

  private static func distribution(_ distribution: CompletionFacts.Distribution) -> JSON {
    func value(_ nanoseconds: UInt64?) -> JSON { nanoseconds.map { .unsigned($0) } ?? .null }
    return .object([
      ("count", .integer(distribution.count)), ("median", value(distribution.median)),
      ("p90", value(distribution.p90)), ("p99", value(distribution.p99)), ("max", value(distribution.most)),
    ])
  }

  private static func figure(_ figure: Explanation.Figure) -> JSON {
    .object([
      ("name", .string(figure.name)), ("unit", .string(figure.unit)),
      ("source", .string(figure.source.rawValue)),
      ("median", number(figure.median)), ("low", number(figure.low)), ("high", number(figure.high)),
      ("samples", .integer(figure.count)), ("reason", .string(orNull: figure.reason)),
    ])
  }

  private static func fact(_ fact: HostFacts.Fact) -> JSON {
    .object([
      ("name", .string(fact.name)), ("value", .string(orNull: fact.value)),
      ("reason", .string(orNull: fact.reason)),
    ])
  }

  private static func number(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }
}
