import Foundation
import Records

/// The directory a report is written into: each file appears whole or not at all.
package struct ReportDirectory: Sendable {
  package let path: String

  /// Where pictures are, in a directory of their own.
  package static let charts = "charts"

  /// All that a report may write, relative to its directory.
  package static var files: [String] {
    let pictures = Charts.all.flatMap { ["\(charts)/\($0.id).svg", "\(charts)/\($0.id).png"] }
    return ["report.html", "report.md", "data.csv", "answers.json", charts] + pictures
  }

  private static let effect = "the report is not complete, the archive is untouched"

  /// Makes the directory where there is none, with those above it.
  ///
  /// - Parameter option: what named it, for messages.
  /// - Throws: `UsageError` when the name is that of a file, `OperationError` when it cannot be made or written.
  package init(_ path: String, option: String = "--out") throws {
    self.path = path
    var isDirectory: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    guard !exists || isDirectory.boolValue else {
      throw UsageError.fileInPlaceOfDirectory(path, option: option)
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw OperationError(
        "the directory \(path) cannot be made", effect: "no report was written",
        remedy: "Check the path and its permissions, or name another with \(option)")
    }
    guard FileManager.default.isWritableFile(atPath: path) else {
      throw OperationError(
        "the directory \(path) cannot be written", effect: "no report was written",
        remedy: "Check its permissions, or name another with \(option)")
    }
  }

  package func path(of name: String) -> String { "\(path)/\(name)" }

  /// A file to be written piece by piece.
  package func file(_ name: String) throws -> PartialFile {
    try PartialFile(path(of: name), effect: Self.effect)
  }

  package func write(_ name: String, _ text: String) throws {
    let file = try file(name)
    try file.append(text)
    try file.commit()
  }

  /// A directory beside a part of the report, whose files are moved there when they are whole.
  package func temporary(_ part: String) throws -> Beside { try Beside(path(of: part), effect: Self.effect) }

  /// Files on their way to their place.
  package struct Beside {
    package let path: String
    private let place: String
    private let effect: String

    fileprivate init(_ place: String, effect: String) throws {
      self.place = place
      self.effect = effect
      path = "\(place).partial-\(ProcessInfo.processInfo.processIdentifier)"
      do {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      } catch {
        throw failure(place)
      }
    }

    /// Moves these files, each in one step; earlier ones of the same name are replaced.
    package func commit(_ names: [String]) throws {
      for name in names {
        guard unsafe rename("\(path)/\(name)", "\(place)/\(name)") == 0 else {
          throw failure("\(place)/\(name)")
        }
      }
    }

    package func remove() {
      try? FileManager.default.removeItem(atPath: path)
    }

    private func failure(_ path: String) -> OperationError {
      OperationError(
        "\(path) cannot be written", effect: effect,
        remedy: "Check free space and permissions, or name another place")
    }
  }
}
