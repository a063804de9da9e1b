import Foundation
import GRDB
import Records
import Synchronization

/// The SQLite file that holds sweeps: every sample is on disk when `commit` returns.
///
/// One writer at a time; any number of readers, also while a sweep writes, because the journal is a
/// write-ahead log (WAL). Errors are `OperationError`s of one line; a failed write changes nothing that was
/// stored before.
package final class SampleArchive: Sendable {
  /// Path as the user typed it.
  package let path: String
  let queue: DatabaseQueue
  /// Layout of the open file: an older one than `ArchiveSchema.current` is read as it is, never written.
  let layout: Int
  /// What the sample committed last held, and where that is said: the next one mostly holds the same.
  let lastKind = Mutex<StoredKind?>(nil)

  /// Looks after the files of an archive that is written to; nil for a reader.
  let watch = Mutex<ArchiveWatch?>(nil)
  /// Why nothing can be written any more.
  let lost = Mutex<OperationError?>(nil)

  /// Counts what comes through the reading door.
  let readSamples = Mutex(0)

  struct StoredKind {
    let kind: ReadingKind
    let sweep: Int64
    let row: Int64
  }

  /// How long another writer is waited for before a write fails.
  ///
  /// A commit takes milliseconds, a checkpoint of a large log a second or two; who waits longer waits for a
  /// hung process.
  static let busySeconds = 5.0

  /// Opens an archive for a sweep, creates it where there is no file, and brings an older one up to date.
  ///
  /// - Throws: `OperationError` when the file is not an archive of copycost, is from a newer copycost, is
  ///   damaged, or cannot be written; such a file is left as it was.
  package convenience init(creatingOrOpening path: String) throws {
    try self.init(creatingOrOpening: path, busySeconds: Self.busySeconds)
  }

  init(creatingOrOpening path: String, busySeconds: Double) throws {
    self.path = path
    var configuration = Configuration()
    configuration.busyMode = .timeout(busySeconds)
    self.layout = ArchiveSchema.current
    self.queue = try ArchiveFailure.translated(path) {
      try ArchiveFile.check(path, mayCreate: true)
      let queue = try DatabaseQueue(path: ArchiveFile.sqlitePath(path), configuration: configuration)
      // Looked at before the journal mode is set: setting it would write into a file that is not ours.
      let version = try queue.inDatabase { try ArchiveSchema.version(of: $0, path: path) }
      try queue.writeWithoutTransaction { try Self.makeDurable($0, path: path) }
      if version < ArchiveSchema.current { try ArchiveSchema.migrate(queue, path: path) }
      return queue
    }
    watch.withLock { $0 = ArchiveWatch(path) }
  }

  /// Opens an archive to read it, also from a read-only place, while a sweep writes to it, and with the layout of an
  /// older copycost.
  ///
  /// - Throws: `OperationError` when there is no such file, or it is not an archive of copycost, is from
  ///   a newer copycost, or is damaged.
  package init(reading path: String) throws {
    self.path = path
    (self.queue, self.layout) = try ArchiveFailure.translated(path) {
      try ArchiveFile.check(path, mayCreate: false)
      let (queue, version) = try ArchiveFile.openForReading(path, busySeconds: Self.busySeconds)
      guard version >= 1 else { throw ArchiveFailure.olderLayout(path) }
      return (queue, version)
    }
  }

  /// Closes the file; without it the file closes when the last reference goes.
  package func close() throws {
    try ArchiveFailure.translated(path) { try queue.close() }
  }

  /// Sets WAL and `synchronous = FULL`.
  ///
  /// In WAL mode FULL costs one fsync per commit and makes a committed sample survive a power failure; NORMAL
  /// would lose the samples since the last checkpoint then
  /// (https://www.sqlite.org/pragma.html#pragma_synchronous). A sample takes hundreds of milliseconds to
  /// measure and is committed between two windows, so the fsync is never inside a figure.
  private static func makeDurable(_ db: Database, path: String) throws {
    // SQLite opens a file it may not write as read-only, even grants BEGIN IMMEDIATE, and says so at the first
    // write: make one that changes nothing now, before anything is measured.
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    try db.inTransaction(.immediate) {
      try db.execute(sql: "PRAGMA user_version = \(version)")
      return .rollback
    }
    let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
    guard mode == "wal" else {
      throw OperationError(
        "the archive \(path) is on a file system without shared memory maps",
        effect: "SQLite cannot keep a write-ahead log there, and readers would block the sweep",
        remedy: "Put the archive on a local disk with --archive")
    }
    try db.execute(sql: "PRAGMA synchronous = FULL")
  }

  // MARK: - Access

  /// Looks before and after whether the archive is still at its path: what is written elsewhere is lost.
  func write<T>(_ body: (Database) throws -> T) throws -> T {
    try checkFiles()
    do {
      let result = try ArchiveFailure.translated(path) { try queue.write(body) }
      try checkFiles()
      return result
    } catch {
      try checkFiles()
      throw error
    }
  }

  func read<T>(_ body: (Database) throws -> T) throws -> T {
    try ArchiveFailure.translated(path) { try queue.read(body) }
  }
}
