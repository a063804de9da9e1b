import Foundation
import Glibc
import Records
import SystemPackage

/// What the kernel knows a network namespace by, as long as a mount or descriptor refers to it.
///
/// The inode number alone is used again soon after a namespace is gone; its change time, the moment at which it was first
/// looked at, is not.
package struct NamespaceIdentity: Codable, Hashable, Sendable {
  package var inode: UInt64
  package var changeNanoseconds: Int64

  init(_ stat: Stat) {
    inode = UInt64(stat.inode.rawValue)
    changeNanoseconds = Int64(stat.st_ctim.tv_sec) * 1_000_000_000 + Int64(stat.st_ctim.tv_nsec)
  }
}

/// What `lab up` made, written before each namespace gets its name, so that an interrupted lab can be removed.
package struct LabRecord: Codable, Hashable, Sendable {
  package struct Namespace: Codable, Hashable, Sendable {
    package var name: String
    package var identity: NamespaceIdentity
    /// Process that held the namespace until it had its name; as long as it lives, it may still be given one.
    package var maker: Int32
  }

  package var schema = "copycost-lab/1"
  package var name: String
  package var namespaces: [Namespace] = []
  /// Whether every step was done.
  package var isComplete = false
}

/// The records of named labs: one file each, gone with a reboot as the namespaces are.
package struct LabRecords: Sendable {
  package var directory: String

  package init(directory: String = "/run/copycost/labs") {
    self.directory = directory
  }

  /// The record of a lab; nil when there is none.
  ///
  /// - Throws: `OperationError` for a file that is not a record of this version.
  package func read(_ name: String) throws -> LabRecord? {
    guard FileManager.default.fileExists(atPath: path(name)) else { return nil }
    guard let data = FileManager.default.contents(atPath: path(name)),
      let record = try? JSONDecoder().decode(LabRecord.self, from: data),
      record.schema == LabRecord(name: "").schema
    else {
      throw OperationError(
        "\(path(name)) is not a lab record of this version", effect: "what it describes was left alone",
        remedy: "Look at 'ip netns list', remove what is yours with 'ip netns delete', then remove the file")
    }
    return record
  }

  /// Names of all recorded labs, sorted.
  package func names() throws -> [String] {
    guard FileManager.default.fileExists(atPath: directory) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: directory)
      .filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }.sorted()
  }

  func write(_ record: LabRecord) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(record).write(to: URL(fileURLWithPath: path(record.name)), options: .atomic)
  }

  func remove(_ name: String) throws {
    guard FileManager.default.fileExists(atPath: path(name)) else { return }
    try FileManager.default.removeItem(atPath: path(name))
  }

  /// Runs `body` while no other copycost changes labs.
  ///
  /// - Throws: `OperationError` when another one does for 30 s.
  func locked<Result>(_ body: () async throws -> Result) async throws -> Result {
    let file = try openLock()
    defer { try? file.close() }  // which also releases the lock
    let deadline = ContinuousClock.now + .seconds(30)
    while flock(file.rawValue, LOCK_EX | LOCK_NB) != 0 {
      guard ContinuousClock.now < deadline else {
        throw OperationError(
          "Another copycost has held \(directory)/.lock for 30 s", effect: "no lab was changed",
          remedy: "Wait for it or end it, then try again")
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    return try await body()
  }

  /// - Throws: `OperationError` where the directory cannot be made or written.
  private func openLock() throws(OperationError) -> FileDescriptor {
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      return try FileDescriptor.open(
        FilePath(directory + "/.lock"), .readWrite, options: [.create, .closeOnExec],
        permissions: .ownerReadWrite)
    } catch {
      throw PlainFailure.operationError(
        error, effect: "\(directory) cannot be written, and no lab was changed")
    }
  }

  private func path(_ name: String) -> String { "\(directory)/\(name).json" }
}
