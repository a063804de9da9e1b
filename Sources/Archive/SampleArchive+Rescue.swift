import Foundation
import GRDB
import Records

extension SampleArchive {
  /// Makes sure that the sweep can be read back from the file at the archive's path, all samples of it.
  ///
  /// - Throws: `OperationError` when it cannot; the samples are in another file then if they could be saved.
  package func checkStored(sweep: Int64) throws {
    try checkFiles()
    let written = try sampleCount(sweep: sweep)
    // Not by `init(reading:)`, which looks into the file itself: closing it drops SQLite's locks of this process
    // (https://www.sqlite.org/howtocorrupt.html, "Posix advisory locks canceled").
    var isWhole = false
    do {
      isWhole = try ArchiveFile.openForReading(path, busySeconds: Self.busySeconds).0.read { db in
        guard try Self.sampleCount(db, sweep: sweep) >= written else { return false }
        return try Self.isLarge(path) || Self.isSound(db)
      }
    } catch let error as DatabaseError where Self.saysNothing.contains(error.resultCode) {
      try ArchiveFailure.translated(path) { throw error }
    } catch {}
    if !isWhole { throw rescue(ArchiveWatch.Loss(path: path, kind: .damaged)) }
  }

  /// A look that failed for want of something else than sound pages.
  private static let saysNothing: [ResultCode] = [
    .SQLITE_BUSY, .SQLITE_NOMEM, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_IOERR,
  ]

  /// Whether reading every page, those of all other sweeps too, takes longer than what it guards is worth: SQLite checks
  /// the pages that it reads, and the sweep's own were written by this process.
  private static func isLarge(_ path: String) -> Bool {
    FileStatus(path).map { $0.byteCount > 64 << 20 } ?? false
  }

  /// Saves what the open files hold once they are no longer those at the archive's path.
  ///
  /// - Throws: `OperationError` from then on.
  func checkFiles() throws {
    if let error = lost.withLock({ $0 }) { throw error }
    guard let loss = watch.withLock({ $0?.loss() }) else { return }
    throw rescue(loss)
  }

  private func rescue(_ loss: ArchiveWatch.Loss) -> OperationError {
    let saved = copyAside()
    if saved != nil, loss.path == path, loss.kind != .damaged { removeOwnLog() }
    let error = ArchiveFailure.lost(path, loss, savedIn: saved)
    lost.withLock { $0 = error }
    return error
  }

  /// Copies what the open files hold to a new file beside the archive, or else where temporary files go.
  ///
  /// - Returns: the path of the copy, nil when none could be made.
  private func copyAside() -> String? {
    let name = (path as NSString).lastPathComponent
    for place in [path, NSTemporaryDirectory() + name] {
      var (copy, number) = ("\(place).saved", 1)
      while FileManager.default.fileExists(atPath: copy) {
        number += 1
        copy = "\(place).saved-\(number)"
      }
      if (try? back(up: copy)) == true { return copy }
      try? FileManager.default.removeItem(atPath: copy)
    }
    return nil
  }

  /// Answers whether the copy is sound.
  private func back(up copy: String) throws -> Bool {
    let target = try DatabaseQueue(path: ArchiveFile.sqlitePath(copy))
    try queue.backup(to: target)
    let isSound = try target.read(Self.isSound)
    try target.close()
    return isSound
  }

  /// Removes the log of the archive that is gone: SQLite would replay it into whatever lies at the path now.
  private func removeOwnLog() {
    for file in watch.withLock({ $0?.logsStillThere() }) ?? [] {
      try? FileManager.default.removeItem(atPath: file)
    }
  }

  private static func isSound(_ db: Database) throws -> Bool {
    try String.fetchOne(db, sql: "PRAGMA quick_check(1)") == "ok"
  }
}
