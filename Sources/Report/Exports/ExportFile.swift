import Records

/// Where an export goes: a file that appears whole or not at all, or whatever else takes texts.
package enum ExportFile {
  /// Writes a sweep in one format.
  ///
  /// - Throws: `OperationError` when the place cannot be written; errors of the source pass.
  package static func write(_ source: ExportSource, as format: any Exporter.Type, to path: String) throws {
    let sink = try ExportSink(path)
    try format.write(source) { try sink.append($0) }
    try sink.commit()
  }

  /// Large enough that a system call per piece does not matter, small beside everything else.
  private static let bufferBytes = 1 << 16

  /// Writes a sweep in one format into whatever takes texts; each but the last is large.
  ///
  /// - Throws: errors of `output` and of the source.
  package static func write(
    _ source: ExportSource, as format: any Exporter.Type, into output: (String) throws -> Void
  ) throws {
    var buffer = ""
    try format.write(source) { text in
      buffer += text
      guard buffer.utf8.count >= bufferBytes else { return }
      try output(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
    if !buffer.isEmpty { try output(buffer) }
  }
}
