import Archive
import Kernel
import Records
import Report

/// The files that a command reads and writes, checked before any of them is opened.
///
/// A command lists all of its files and calls `check`: no output may be an input or another output, by any
/// name, and each output must be writable now, not after an hour of measuring.
package struct CommandFiles {
  /// One file under the name by which a message calls it.
  struct Entry {
    let name: String
    /// nil for a stream.
    let place: String?
    let status: FileStatus?
    let isWritten: Bool
    /// Files of one group belong together, such as an archive and its log, and may be the same.
    let group: Int
  }

  private(set) var entries: [Entry] = []
  private var outputs: [PlannedOutput] = []
  private var groups = 0

  package init() {
    // `export a.db >> a.db` writes into an archive as well.
    let streams = [("standard output", StandardStream.output), ("standard error", .error)]
    for (name, stream) in streams {
      let status = FileStatus(descriptor: stream.number)
      entries.append(Entry(name: name, place: nil, status: status, isWritten: true, group: 0))
    }
  }

  // MARK: - Listing

  /// An archive with the files that SQLite lays beside it.
  ///
  /// - Parameter isWritten: whether samples are added; whether they can be is found out by opening it.
  package mutating func archive(_ path: String, isWritten: Bool = false) {
    groups += 1
    add("the archive \(path)", path, isWritten: isWritten)
    let place = ResolvedPath.of(path)
    for suffix in ["-wal", "-shm", "-journal"] {
      add("\(path)\(suffix), a part of the archive", place + suffix, isWritten: isWritten)
    }
  }

  /// A file that is only read.
  package mutating func input(_ path: String, option: String) {
    groups += 1
    add("\(option) \(path)", path, isWritten: false)
  }

  /// A file that is written whole.
  package mutating func output(_ path: String, option: String) {
    groups += 1
    add("\(option) \(path)", path, isWritten: true)
    outputs.append(.file(path, option: option))
  }

  /// A report: a directory with files of known names.
  package mutating func report(_ directory: String, option: String) {
    groups += 1
    add("\(option) \(directory)", directory, isWritten: true)
    for file in ReportDirectory.files {
      add("\(file) in \(option) \(directory)", "\(directory)/\(file)", isWritten: true)
    }
    // Tried first, because the directory is made: another file may be wanted in it.
    outputs.insert(.report(directory, option: option), at: 0)
  }

  private mutating func add(_ name: String, _ path: String, isWritten: Bool) {
    entries.append(
      Entry(
        name: name, place: ResolvedPath.of(path), status: FileStatus(path), isWritten: isWritten,
        group: groups))
  }

  // MARK: - Checking

  /// Changes nothing, but the directory of a report may have been made when a later check fails.
  ///
  /// - Throws: `UsageError` when an output is an input, another output or of the wrong type;
  ///   `OperationError` when an output cannot be written.
  package func check() throws {
    try checkDistinct()
    for output in outputs { try output.checkType() }
    for output in outputs { try output.tryWriting() }
  }

  private func checkDistinct() throws(UsageError) {
    var byPlace: [String: Entry] = [:]
    var byIdentity: [FileStatus.Identity: Entry] = [:]
    for entry in entries {
      if let place = entry.place {
        if let other = byPlace[place] { try refuse(entry, other) }
        byPlace[place] = byPlace[place] ?? entry
      }
      // Devices and pipes are not replaced: `--csv /dev/null --json /dev/null` is fine.
      guard let status = entry.status, [.regular, .directory].contains(status.type) else { continue }
      if let other = byIdentity[status.identity] { try refuse(entry, other) }
      byIdentity[status.identity] = byIdentity[status.identity] ?? entry
    }
  }

  private func refuse(_ later: Entry, _ earlier: Entry) throws(UsageError) {
    guard later.group != earlier.group, later.isWritten || earlier.isWritten else { return }
    // A device has one place and any number of writers.
    if let type = later.status?.type, ![.regular, .directory].contains(type) { return }
    throw .sameFile(later.name, earlier.name)
  }
}
