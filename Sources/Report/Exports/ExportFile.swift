import Foundation
import Records

/// Where an export goes: a file that appears whole or not at all, or whatever else takes texts.
package enum ExportFile {
  /// Writes a sweep in one format.
  ///
  /// A file is written beside its place and moved there at the end, so that a full disk leaves an earlier export as it
  /// was.
  /// - Throws: `OperationError` when the place cannot be written; errors of the source pass.
  package static func write(_ source: ExportSource, as format: any Exporter.Type, to path: String) throws {
    let files = FileManager.default
    let type = try? files.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    guard type == nil || type == .typeRegular else {
      // A device, a pipe or a link is written through, never replaced: `--out /dev/null` as root must not end /dev/null.
      guard type != .typeDirectory, let place = FileHandle(forWritingAtPath: path) else {
        throw cannotWrite(path)
      }
      if type == .typeSymbolicLink, !path.hasPrefix("/dev/") { try? place.truncate(atOffset: 0) }
      return try write(source, as: format) { text in
        do { try place.write(contentsOf: Data(text.utf8)) } catch { throw cannotWrite(path) }
      }
    }
    let file = try PartialFile(path, effect: effect)
    try format.write(source) { try file.append($0) }
    try file.commit()
  }

  private static let effect = "the export is not complete, the archive is untouched"
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

  private static func cannotWrite(_ name: String) -> OperationError {
    OperationError(
      "\(name) cannot be written", effect: effect,
      remedy: "Check free space and permissions, or name another file")
  }
}
