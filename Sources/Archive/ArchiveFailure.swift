import GRDB
import Records

extension SampleArchive {
  /// An error of SQLite in our words, where nothing else has put it into them; nil for any other error.
  package static func operationError(_ error: any Error) -> OperationError? {
    (error as? DatabaseError).map { ArchiveFailure.operationError($0, path: "the archive") }
  }
}

/// Every way in which an archive fails, as one line with cause, effect and remedy.
enum ArchiveFailure {
  /// Runs the body and turns SQLite's errors into ours; other errors pass.
  static func translated<T>(_ path: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw operationError(error, path: path)
    }
  }

  static func operationError(_ error: DatabaseError, path: String) -> OperationError {
    switch error.extendedResultCode {
    case .SQLITE_FULL, .SQLITE_IOERR_SHMSIZE:
      return OperationError(
        "the disk that holds \(path) is full",
        effect: "this write was undone, everything committed before is kept",
        remedy: "Free space and continue with `copycost sweep --resume --archive \(path)`")
    case .SQLITE_IOERR_WRITE, .SQLITE_IOERR_TRUNCATE:
      return OperationError(
        "\(path) cannot grow (\(message(error)))",
        effect: "this write was undone, everything committed before is kept",
        remedy: "Check the disk and `ulimit -f`, then `copycost sweep --resume --archive \(path)`")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return OperationError(
        "another process holds \(path) for writing", effect: "this write was not made",
        remedy: "Let the other sweep end, or use another file with --archive")
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      return OperationError(
        "\(path) cannot be written", effect: "no sample could be kept",
        remedy: "Check the owner of the file and its directory, or use another file with --archive")
    case .SQLITE_CANTOPEN:
      return OperationError(
        "\(path) or its -wal file cannot be opened", effect: "the archive cannot be used",
        remedy: "Check the permissions of the file and its directory")
    case .SQLITE_NOTADB:
      return notOurs(path, "it is not an SQLite database")
    case .SQLITE_CORRUPT:
      return OperationError(
        "\(path) is damaged (\(message(error)))", effect: "SQLite cannot read all of it",
        remedy:
          "Save what is left with `sqlite3 \(path) .recover`, and keep -wal and -shm files beside an archive")
    case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY:
      return OperationError(
        "\(path) already holds this row (\(message(error)))", effect: "it was not stored a second time",
        remedy: "Make sure that no other process continues the same sweep")
    default:
      return OperationError(
        "SQLite error \(error.extendedResultCode.rawValue) on \(path) (\(message(error)))",
        effect: "the operation was undone, everything committed before is kept",
        remedy: "Check the disk, and the file with `sqlite3 \(path) 'PRAGMA integrity_check'`")
    }
  }

  static func damaged(_ path: String, _ why: String) -> OperationError {
    OperationError(
      "\(path) is damaged (\(why))", effect: "SQLite cannot read all of it",
      remedy:
        "Save what is left with `sqlite3 \(path) .recover`, and keep -wal and -shm files beside an archive")
  }

  static func writtenByOlder(_ path: String) -> OperationError {
    OperationError(
      "a sweep of an older copycost seems to write to \(path) at present",
      effect: "it would fail if this copycost brought the archive up to date",
      remedy: "Let it end, wait a minute after one that was killed, or name another file with --archive")
  }

  static func notOurs(_ path: String, _ why: String) -> OperationError {
    OperationError(
      "\(path) is not an archive of copycost (\(why))", effect: "it was left as it is",
      remedy: "Name an archive that `copycost sweep` made, or a file that does not exist yet")
  }

  static func newerLayout(_ path: String, _ version: Int) -> OperationError {
    OperationError(
      "\(path) was written by a newer copycost (layout \(version), this one knows \(ArchiveSchema.current))",
      effect: "its figures could be misread, so it was not opened",
      remedy: "Install that copycost or a later one")
  }

  static func olderLayout(_ path: String) -> OperationError {
    OperationError(
      "\(path) has the layout of an older copycost",
      effect: "it cannot be read without being brought up to date",
      remedy: "Copy it, and open the copy once with `copycost sweep --resume --archive COPY`")
  }

  static func unreachableLog(_ path: String) -> OperationError {
    OperationError(
      "\(path) has a log (\(path)-wal) but lies where no file can be created",
      effect: "the samples in the log cannot be read here",
      remedy: "Copy the archive together with its -wal file to a directory you can write to")
  }

  /// - Parameter copy: where the samples are now; nil when they could not be saved.
  static func lost(_ path: String, _ loss: ArchiveWatch.Loss, savedIn copy: String?) -> OperationError {
    let what =
      switch loss.kind {
      case .removed: "\(loss.path) was removed while the sweep ran"
      case .replaced: "\(loss.path) was replaced by another file while the sweep ran"
      case .cutOff: "\(loss.path) was cut off while the sweep ran"
      case .damaged: "what lies at \(loss.path) is not what the sweep wrote"
      }
    guard let copy else {
      return OperationError(
        what, effect: "the samples of this sweep could not be saved",
        remedy: "Leave the files of an archive in place while a sweep runs, and run the sweep again")
    }
    return OperationError(
      what, effect: "all samples up to now were saved in \(copy)",
      remedy: "Continue with `copycost sweep --resume --archive \(copy)`, or move that file to \(path)")
  }

  /// SQLite's own words, on one line.
  private static func message(_ error: DatabaseError) -> String {
    (error.message ?? "no message").split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
