import Foundation
import Records

/// A file that appears whole or not at all: written beside its place, moved there by `commit`.
package final class PartialFile {
  private let path: String
  private let partial: String
  private let file: FileHandle
  private let effect: String
  private var buffer = Data()
  private var isOpen = true

  /// Large enough that a system call per piece does not matter, small beside everything else.
  private static let bufferBytes = 1 << 16

  /// - Parameter effect: what it means when the file cannot be written, for the message.
  /// - Throws: `OperationError` when its directory cannot be written.
  package init(_ path: String, effect: String) throws {
    self.path = path
    self.effect = effect
    partial = Self.place(beside: path)
    guard FileManager.default.createFile(atPath: partial, contents: nil),
      let file = FileHandle(forWritingAtPath: partial)
    else { throw Self.cannotWrite(path, effect) }
    self.file = file
  }

  /// Where this process writes a file before it moves to that place.
  package static func place(beside path: String) -> String {
    "\(path).partial-\(ProcessInfo.processInfo.processIdentifier)"
  }

  deinit {
    if isOpen { discard() }
  }

  package func append(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  /// Puts the file in its place, in one step; an earlier one stays when that fails.
  package func commit() throws {
    try flush()
    do { try file.close() } catch { throw Self.cannotWrite(path, effect) }
    // Foundation's own replacement fails on Linux; rename(2) replaces in one step.
    guard unsafe rename(partial, path) == 0 else { throw Self.cannotWrite(path, effect) }
    isOpen = false
  }

  private func discard() {
    try? file.close()
    try? FileManager.default.removeItem(atPath: partial)
    isOpen = false
  }

  private func flush() throws {
    do { try file.write(contentsOf: buffer) } catch { throw Self.cannotWrite(path, effect) }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func cannotWrite(_ path: String, _ effect: String) -> OperationError {
    OperationError(
      "\(path) cannot be written", effect: effect,
      remedy: "Check free space and permissions, or name another place")
  }
}
