import Archive
import Foundation
import Records
import Report
import SystemPackage

/// An output that was asked for, tried before the work begins whose result it is to hold.
enum PlannedOutput {
  /// A file, and the option that named it.
  case file(String, option: String)
  /// A directory of a report, likewise.
  case report(String, option: String)

  private static let effect = "nothing was run"

  /// - Throws: `UsageError` when a directory stands where a file is wanted, or a file where a directory is.
  func checkType() throws(UsageError) {
    switch self {
    case .file(let path, let option):
      guard !Self.isDirectory(path) else { throw .directoryInPlaceOfFile(path, option: option) }
      guard !path.isEmpty, !path.hasSuffix("/") else { throw .noFileName(path, option: option) }
    case .report(let directory, let option):
      for part in ["", "/charts"] {
        guard let type = FileStatus(directory + part)?.type, type != .directory else { continue }
        throw .fileInPlaceOfDirectory(directory + part, option: option)
      }
      for file in ReportDirectory.files where file != ReportDirectory.charts {
        let path = "\(directory)/\(file)"
        guard !Self.isDirectory(path) else { throw .directoryInReport(path, option: option) }
      }
    }
  }

  private static func isDirectory(_ path: String) -> Bool { FileStatus(path)?.type == .directory }

  /// Writes nothing of the output itself: a file is made beside its place and removed again.
  ///
  /// - Throws: `OperationError` when that fails: without permission, on a read-only file system, in a
  ///   directory that is not there.
  func tryWriting() throws {
    switch self {
    case .file(let path, let option):
      try Self.tryFile(path, option: option)
    case .report(let directory, let option):
      _ = try ReportDirectory(directory, option: option)
      try Self.tryFile("\(directory)/\(ReportDirectory.files[0])", option: option)
      guard FileStatus("\(directory)/charts") != nil else { return }
      try Self.tryFile("\(directory)/charts/trial", option: option)
    }
  }

  private static func tryFile(_ path: String, option: String) throws(OperationError) {
    let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
    let status = FileStatus(path)
    // Replacing a file that may not be written would undo somebody's protection, or fail.
    guard FileManager.default.isWritableFile(atPath: path) || (status == nil && !isLink) else {
      throw refusal(path, option, status == nil ? .noSuchFileOrDirectory : .permissionDenied)
    }
    // A device, a pipe or a link is written through, never replaced (ExportFile).
    if isLink || (status != nil && status?.type != .regular) { return }
    let trial = PartialFile.place(beside: path)
    do {
      let file = try FileDescriptor.open(
        FilePath(trial), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
        permissions: .ownerReadWrite)
      try file.close()
      try? FileManager.default.removeItem(atPath: trial)
    } catch Errno.fileExists {
      // Left by a process with our id that was killed; it will be written over.
    } catch {
      throw refusal(path, option, error as? Errno ?? .ioError)
    }
  }

  private static func refusal(_ path: String, _ option: String, _ cause: Errno) -> OperationError {
    let folder = (path as NSString).deletingLastPathComponent
    let isMissing = !folder.isEmpty && FileStatus(folder) == nil
    return OperationError(
      "\(path) cannot be written (\(cause))", effect: effect,
      remedy: isMissing
        ? "Create its directory with `mkdir -p \(folder)`"
        : "Check the permissions and the disk, or name another place with \(option)")
  }
}
