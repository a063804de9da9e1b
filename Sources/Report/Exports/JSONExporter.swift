import Records

/// The whole sweep as one JSON document: host, plan, seed, metrics, caveats and every sample.
package enum JSONExporter: Exporter {
  package static let name = "json"
  package static let summary =
    "The whole sweep with host, plan and every reading; Schemas/copycost-1.schema.json."

  /// Version of the layout: a change that breaks readers gets another number.
  package static let schema = "copycost/1"

  /// One sample a line, so that the document can be written, read and compared piece by piece.
  package static func write(_ source: ExportSource, to output: (String) throws -> Void) throws {
    let sweep = source.sweep
    let head: [(String, JSON)] = [
      ("schema", .string(schema)),
      ("copycost", .string(copycostVersion)),
      ("sweep", SweepDocument.sweep(sweep)),
      ("seed", .unsigned(sweep.plan.seed)),
      ("plan", SweepDocument.plan(sweep.plan)),
      ("host", .array(sweep.host.facts.map(SweepDocument.fact))),
      ("metrics", .array(source.metrics.map(SweepDocument.metric))),
      ("caveats", .array(sweep.caveats.map(SampleDocument.caveat))),
      ("ledgers", .array(source.ledgers.map(LedgerDocument.entry))),
    ]
    try output("{\n")
    for (name, value) in head { try output("\(JSON.string(name).text):\(value.text),\n") }
    try output("\"samples\":[")
    var separator = "\n"
    try source.forEachSample { sample in
      try output(separator + JSON.object(SampleDocument.fields(sample)).text)
      separator = ",\n"
    }
    try output("\n]}\n")
  }
}
