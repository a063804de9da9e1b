import Foundation
import Records

/// Where an export goes: standard output, or a file that appears whole or not at all.
package enum ExportFile {
  /// Writes a sweep in one format.
  ///
  /// - Parameter path: nil for standard output. A file is written beside its place and moved there at the
  ///   end, so that a full disk leaves an earlier export as it was.
  /// - Throws: `OperationError` when the place cannot be written; errors of the source pass.
  package static func write(_ source: ExportSource, as format: any Exporter.Type, to path: String?) throws {
    guard let path else {
      return try write(source, as: format, into: .standardOutput, named: "standard output")
    }
    let files = FileManager.default
    let type = try? files.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    guard type == nil || type == .typeRegular else {
      // A device, a pipe or a link is written through, never replaced: `--out /dev/null` as root must not end /dev/null.
      guard type != .typeDirectory, let place = FileHandle(forWritingAtPath: path) else {
        throw cannotWrite(path)
      }
      if type == .typeSymbolicLink, !path.hasPrefix("/dev/") { try? place.truncate(atOffset: 0) }
      return try write(source, as: format, into: place, named: path)
    }
    let file = try PartialFile(path, effect: effect)
    try format.write(source) { try file.append($0) }
    try file.commit()
  }

  private static let effect = "the export is not complete, the archive is untouched"
  /// Large enough that a system call per piece does not matter, small beside everything else.
  private static let bufferBytes = 1 << 16

  private static func write(
    _ source: ExportSource, as format: any Exporter.Type, into file: FileHandle, named name: String
  ) throws {
    var buffer = Data()
    func flush() throws {
      do {
        try file.write(contentsOf: buffer)
      } catch {
        throw cannotWrite(name)
      }
      buffer.removeAll(keepingCapacity: true)
    }
    try format.write(source) { text in
      buffer.append(contentsOf: text.utf8)
      if buffer.count >= bufferBytes { try flush() }
    }
    try flush()
  }

  private static func cannotWrite(_ name: String) -> OperationError {
    OperationError(
      "\(name) cannot be written", effect: effect,
      remedy: "Check free space and permissions, or name another file with --out")
  }
}
