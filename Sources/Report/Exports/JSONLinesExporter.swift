/// One JSON object per line and sample: for `jq`, `grep` and tools that read streams.
package enum JSONLinesExporter: Exporter {
  package static let name = "jsonl"
  package static let summary = "One sample a line, each a JSON object that stands alone; for jq and streams."

  package static func write(_ source: ExportSource, to output: (String) throws -> Void) throws {
    let prefix: [(String, JSON)] = [
      ("schema", .string(JSONExporter.schema)), ("sweep", .integer(source.sweep.id)),
    ]
    try source.forEachSample { sample in
      try output(JSON.object(prefix + SampleDocument.fields(sample)).text + "\n")
    }
  }
}
