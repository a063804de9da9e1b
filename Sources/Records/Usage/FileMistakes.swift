/// Archives and outputs that cannot be what they are named for.
extension UsageError {
  package static let namelessArchive = UsageError(
    "the archive has no name", effect: "nothing can be read or kept", remedy: "Name a file")

  package static func noArchive(_ path: String) -> UsageError {
    UsageError(
      "there is no archive \(path)", remedy: "Name it with --archive, or start a sweep without --resume")
  }

  package static func emptyArchive(_ path: String) -> UsageError {
    UsageError(
      "\(path) holds no sweep", effect: "there is nothing to show",
      remedy: "Run `copycost sweep --archive \(path)`")
  }

  /// - Parameter side: as typed: an archive, with or without the number of a sweep.
  package static func emptySide(_ side: String) -> UsageError {
    UsageError(
      "\(side) holds no sweep", effect: "no report was written", remedy: "Name an archive with sweeps")
  }

  package static func noSweep(_ id: Int64, in path: String, known: [Int64]) -> UsageError {
    UsageError(
      "\(path) holds no sweep \(id)", effect: "nothing was written",
      remedy: "Use --sweep with one of \(known.map(String.init).joined(separator: ", "))")
  }

  package static func noSweepToCompare(_ id: Int64, in path: String, known: [Int64]) -> UsageError {
    UsageError(
      "\(path) holds no sweep \(id)", effect: "nothing was compared",
      remedy: "Use one of \(known.map(String.init).joined(separator: ", "))")
  }

  package static func sameFile(_ name: String, _ other: String) -> UsageError {
    UsageError(
      "\(name) is the same file as \(other)", effect: "one would destroy the other, and nothing was run",
      remedy: "Name another file for one of them")
  }

  package static func directoryInPlaceOfFile(_ path: String, option: String) -> UsageError {
    UsageError("\(option) \(path) is a directory", remedy: "Name a file in it with \(option)")
  }

  package static func noFileName(_ path: String, option: String) -> UsageError {
    UsageError("\(option) '\(path)' names no file", remedy: "Name a file with \(option)")
  }

  package static func fileInPlaceOfDirectory(_ path: String, option: String) -> UsageError {
    UsageError(
      "\(option) \(path) is a file", remedy: "Name a directory with \(option); it is made where there is none"
    )
  }

  /// Something in the directory of a report has the name of one of its files.
  package static func directoryInReport(_ path: String, option: String) -> UsageError {
    UsageError(
      "\(path) is a directory", remedy: "Remove it, or name another directory with \(option)")
  }
}
