import Foundation
import GRDB
import Records

/// The file itself: what can be said about it before SQLite opens it, and how it is opened for reading.
enum ArchiveFile {
  /// Refuses what SQLite would answer with a vague "unable to open database file".
  static func check(_ path: String, mayCreate: Bool) throws {
    let files = FileManager.default
    guard !path.isEmpty else {
      throw UsageError.namelessArchive
    }
    if files.fileExists(atPath: path) {
      let type = try? files.attributesOfItem(atPath: path)[.type] as? FileAttributeType
      guard type == .typeDirectory else { return try checkWholePages(path) }
      throw OperationError(
        "\(path) is a directory", effect: "an archive is one file", remedy: "Name a file in it")
    }
    guard mayCreate else {
      throw OperationError(
        "there is no archive \(path)", effect: "there is nothing to read",
        remedy: "Check the path, or make an archive with `copycost sweep --archive \(path)`")
    }
    let folder = (path as NSString).deletingLastPathComponent
    guard !folder.isEmpty, !files.fileExists(atPath: folder) else { return }
    throw OperationError(
      "the directory \(folder) does not exist", effect: "the archive \(path) cannot be created",
      remedy: "Create it with `mkdir -p \(folder)`")
  }

  /// Refuses a file that ends inside a page, which SQLite would fill with zeros and read on.
  ///
  /// With a log beside it the end may be a torn checkpoint, which SQLite repairs. Page size: two bytes at 16,
  /// 1 for 65536 (https://www.sqlite.org/fileformat2.html).
  private static func checkWholePages(_ path: String) throws {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let fileBytes = attributes?[.size] as? Int, fileBytes >= 100, logBytes(path) == 0,
      let file = FileHandle(forReadingAtPath: path)
    else { return }
    defer { try? file.close() }
    guard let header = try? file.read(upToCount: 18), header.count == 18,
      header.starts(with: "SQLite format 3\0".utf8)
    else { return }
    let stored = Int(header[16]) << 8 | Int(header[17])
    guard stored > 0, !fileBytes.isMultiple(of: stored == 1 ? 65536 : stored) else { return }
    throw ArchiveFailure.damaged(path, "it ends inside a page")
  }

  /// The path as SQLite must see it: one that begins with `file:` would be read as a URI, and `:memory:` is no
  /// file (https://www.sqlite.org/c3ref/open.html, which advises against any name with a colon in front).
  static func sqlitePath(_ path: String) -> String {
    path.hasPrefix("file:") || path.hasPrefix(":") ? "./\(path)" : path
  }

  /// Opens read-only and answers the layout's version.
  ///
  /// A WAL database needs its `-shm` file, which a reader in a read-only directory cannot create. When there
  /// is no log whose contents could be missed, the file cannot change and is opened as immutable instead
  /// (https://www.sqlite.org/wal.html, "Read-Only Databases").
  static func openForReading(_ path: String, busySeconds: Double) throws -> (DatabaseQueue, Int) {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(busySeconds)
    do {
      return try open(sqlitePath(path), configuration, shownAs: path)
    } catch let error as DatabaseError where cannotShareMemory(error) {
      guard logBytes(path) == 0 else { throw ArchiveFailure.unreachableLog(path) }
      return try open(immutableURI(path), configuration, shownAs: path)
    }
  }

  private static func open(
    _ name: String, _ configuration: Configuration, shownAs path: String
  ) throws -> (DatabaseQueue, Int) {
    let queue = try DatabaseQueue(path: name, configuration: configuration)
    return (queue, try queue.inDatabase { try ArchiveSchema.version(of: $0, path: path) })
  }

  private static func cannotShareMemory(_ error: DatabaseError) -> Bool {
    [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode.primaryResultCode)
  }

  private static func logBytes(_ path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)-wal")
    return (attributes?[.size] as? Int) ?? 0
  }

  private static func immutableURI(_ path: String) -> String {
    var absolute = path
    if !path.hasPrefix("/") { absolute = "\(FileManager.default.currentDirectoryPath)/\(path)" }
    let plain = absolute.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? absolute
    return "file:\(plain)?immutable=1"
  }
}
