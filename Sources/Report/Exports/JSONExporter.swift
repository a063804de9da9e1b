import Records

/// The whole sweep as one JSON document: host, plan, seed, metrics, caveats and every sample.
package struct JSONExporter: SampleExporter {
  package static let name = "json"
  package static let summary =
    "The whole sweep with host, plan and every reading; Schemas/copycost-1.schema.json."

  /// Version of the layout: a change that breaks readers gets another number.
  package static let schema = "copycost/1"

  private let source: ExportSource
  private var separator = "\n"

  package init(_ source: ExportSource) { self.source = source }

  package var head: String {
    let sweep = source.sweep
    let fields: [(String, JSON)] = [
      ("schema", .string(Self.schema)),
      ("copycost", .string(copycostVersion)),
      ("sweep", SweepDocument.sweep(sweep)),
      ("seed", .unsigned(sweep.plan.seed)),
      ("plan", SweepDocument.plan(sweep.plan)),
      ("host", .array(sweep.host.facts.map(SweepDocument.fact))),
      ("metrics", .array(source.metrics.map(SweepDocument.metric))),
      ("caveats", .array(sweep.caveats.map(SampleDocument.caveat))),
      ("ledgers", .array(source.ledgers.map(LedgerDocument.entry))),
    ]
    return "{\n" + fields.map { "\(JSON.string($0).text):\($1.text),\n" }.joined() + "\"samples\":["
  }

  /// One sample a line, so that the document can be written, read and compared piece by piece.
  package mutating func piece(_ sample: Sample) -> String {
    defer { separator = ",\n" }
    return separator + JSON.object(SampleDocument.fields(sample)).text
  }

  package var tail: String { "\n]}\n" }
}
