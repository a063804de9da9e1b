import Foundation

/// Small file systems of our own, to run out of space or out of permission for real.
enum Filesystem {
  /// Mounting needs CAP_SYS_ADMIN; as another user these tests are skipped.
  static let canMount = geteuid() == 0 && ((try? mounted(kibibytes: 64) { _ in true }) ?? false)

  /// Runs the body with a tmpfs of that size, and unmounts it.
  static func mounted<T>(kibibytes: Int, _ body: (String) throws -> T) throws -> T {
    let scratch = try Scratch()
    let point = scratch.path("mount")
    try FileManager.default.createDirectory(atPath: point, withIntermediateDirectories: true)
    try run("mount", "-t", "tmpfs", "-o", "size=\(kibibytes)k", "copycost-test", point)
    defer { try? run("umount", "-l", point) }
    return try body(point)
  }

  static func makeReadOnly(_ point: String) throws {
    try run("mount", "-o", "remount,ro", point)
  }

  struct Failed: Error {}

  private static func run(_ tool: String, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed() }
  }
}

extension Scratch {
  func write(_ bytes: Data, to name: String) throws -> String {
    try bytes.write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }
}

func bytes(of path: String) throws -> Data {
  try Data(contentsOf: URL(fileURLWithPath: path))
}
