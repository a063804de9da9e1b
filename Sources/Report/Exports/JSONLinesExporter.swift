import Records

/// One JSON object per line and sample: for `jq`, `grep` and tools that read streams.
package struct JSONLinesExporter: SampleExporter {
  package static let name = "jsonl"
  package static let summary = "One sample a line, each a JSON object that stands alone; for jq and streams."

  private let prefix: [(String, JSON)]

  package init(_ source: ExportSource) {
    prefix = [("schema", .string(JSONExporter.schema)), ("sweep", .integer(source.sweep.id))]
  }

  package var head: String { "" }

  package func piece(_ sample: Sample) -> String {
    JSON.object(prefix + SampleDocument.fields(sample)).text + "\n"
  }
}
