import Foundation
import Records

/// Where an export goes piece by piece: a file that appears whole or not at all, or a device that is written through.
package final class ExportSink {
  private enum Target {
    case whole(PartialFile)
    case through(FileHandle, path: String)
  }

  private let target: Target
  private var buffer = Data()

  private static let effect = "the export is not complete, the archive is untouched"
  /// Large enough that a system call per piece does not matter, small beside everything else.
  private static let bufferBytes = 1 << 16

  package init(_ file: PartialFile) { target = .whole(file) }

  /// A file is written beside its place and moved there by `commit`, so that a full disk leaves an earlier export as
  /// it was.
  ///
  /// - Throws: `OperationError` when the place cannot be written.
  package init(_ path: String) throws {
    let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    guard type != nil, type != .typeRegular else {
      target = .whole(try PartialFile(path, effect: Self.effect))
      return
    }
    // A device, a pipe or a link is written through, never replaced: `--out /dev/null` as root must not end /dev/null.
    guard type != .typeDirectory, let place = FileHandle(forWritingAtPath: path) else {
      throw Self.cannotWrite(path)
    }
    if type == .typeSymbolicLink, !path.hasPrefix("/dev/") { try? place.truncate(atOffset: 0) }
    target = .through(place, path: path)
  }

  package func append(_ text: String) throws {
    switch target {
    case .whole(let file): try file.append(text)
    case .through:
      buffer.append(contentsOf: text.utf8)
      if buffer.count >= Self.bufferBytes { try flush() }
    }
  }

  /// Puts a whole file in its place, and what is left into a device.
  package func commit() throws {
    switch target {
    case .whole(let file): try file.commit()
    case .through: try flush()
    }
  }

  private func flush() throws {
    guard case .through(let place, let path) = target else { return }
    do { try place.write(contentsOf: buffer) } catch { throw Self.cannotWrite(path) }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func cannotWrite(_ name: String) -> OperationError {
    OperationError(
      "\(name) cannot be written", effect: effect,
      remedy: "Check free space and permissions, or name another file")
  }
}
