import Foundation

/// Notices when the files of an open archive are no longer the ones at its path.
///
/// SQLite does not: it keeps writing to the open files, whose samples are gone with the process
/// (https://www.sqlite.org/howtocorrupt.html, "Unlinking or renaming a database file while in use").
struct ArchiveWatch {
  /// What happened to a file.
  struct Loss: Equatable {
    enum Kind { case removed, replaced, cutOff, damaged }

    let path: String
    let kind: Kind
  }

  /// The database first, then its log and the index of the log.
  private let paths: [String]
  private var seen: [String: FileStatus] = [:]

  /// - Parameter path: of an archive that is open for writing.
  init(_ path: String) {
    // SQLite follows links when it opens a file, and lays the log beside what it found.
    let place = ResolvedPath.of(path)
    paths = [path, "\(place)-wal", "\(place)-shm"]
    for path in paths { seen[path] = FileStatus(path) }
  }

  /// What has happened since the last call; takes a few system calls.
  mutating func loss() -> Loss? {
    for (index, path) in paths.enumerated() {
      let before = seen[path]
      guard let now = FileStatus(path) else {
        if before != nil || index == 0 { return Loss(path: path, kind: .removed) }
        continue
      }
      seen[path] = now
      guard let before else { continue }
      if now.identity != before.identity { return Loss(path: path, kind: .replaced) }
      // A database without VACUUM never shrinks. Its log does by another's `wal_checkpoint(TRUNCATE)`.
      if index == 0, now.byteCount < before.byteCount { return Loss(path: path, kind: .cutOff) }
      if index == 1, now.byteCount > 0, !hasLogHeader(path) { return Loss(path: path, kind: .cutOff) }
    }
    return nil
  }

  /// The log and its index where they are still the archive's own.
  func logsStillThere() -> [String] {
    paths.dropFirst().filter { path in
      seen[path].map { FileStatus(path)?.identity == $0.identity } ?? false
    }
  }

  /// A log that somebody cut off is written on behind a hole. A whole one begins with 0x377f0682 or ...83
  /// (https://www.sqlite.org/fileformat2.html, "WAL File Format").
  ///
  /// Only the log may be opened beside SQLite: closing the database would drop the locks of this process.
  private func hasLogHeader(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return true }
    defer { try? file.close() }
    guard let bytes = try? file.read(upToCount: 4), bytes.count == 4 else { return true }
    return bytes.starts(with: [0x37, 0x7f, 0x06])
  }
}
