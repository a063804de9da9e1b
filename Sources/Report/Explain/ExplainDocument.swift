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
      ("calls", .array(primitive.calls.map { .string($0.text) })),
      ("memory", .string(primitive.memoryAndContents)),
    ])
  }

  private static func measured(_ measured: Explanation.Measured) -> JSON {
    .object([
      ("cell", SampleDocument.cell(measured.cell)), ("ledger", LedgerDocument.ledger(measured.ledger)),
      ("figures", .array(measured.figures.map(figure))),
      ("samples", .array(measured.samples.map { .object(SampleDocument.fields($0)) })),
    ])
  }

  private static func figure(_ figure: Explanation.Estimate) -> JSON {
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
      ("reason", .string(orNull: fact.reason?.rendered)),
    ])
  }

  private static func number(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }
}
