import Charts
import Foundation
import Lab
import Processes
import Testing

@Suite("Code comes from the installation only", .serialized, .timeLimit(.minutes(3)))
struct CodeOriginTests {
  /// A sweep of one cell in an archive.
  private func archive(_ scratch: Scratch, _ more: String...) async throws -> String {
    let path = scratch.path("a.db")
    let outcome = try await end(
      of: start(
        [
          "sweep", "--archive", path, "--primitive", "two-copy", "--size", "4Ki", "--flows", "1", "--rounds",
          "1",
        ]
          + small + more, in: scratch))
    try #require(outcome.status == .exited(0), "\(outcome.errors)")
    return path
  }

  @Test("a report imports no module from the current directory or PYTHONPATH")
  func modules() async throws {
    let scratch = try Scratch()
    let path = try await archive(scratch)
    let folder = scratch.path("here")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for module in ["json", "vl_convert", "sitecustomize"] {
      try Data("open('\(folder)/was-run', 'a').write('\(module) ')\n".utf8)
        .write(to: URL(fileURLWithPath: "\(folder)/\(module).py"))
    }
    let outcome = try await copycost(
      "report", path, "--out", scratch.path("report"),
      behind: ["env", "-C", folder, "PYTHONPATH=\(folder)", "PYTHONSTARTUP=\(folder)/json.py"])
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/was-run"))
    if (try? await ChartRenderer.find()) != nil {
      #expect(FileManager.default.fileExists(atPath: scratch.path("report/charts")))
    }
  }

  @Test("a resumed sweep runs a worker that the archive names only when it is named again, and shows it")
  func resumed() async throws {
    let scratch = try Scratch()
    let (other, mark) = (scratch.path("other-worker"), scratch.path("was-run"))
    try Data("#!/bin/sh\necho >> '\(mark)'\nexec '\(scratch.worker)' \"$@\"\n".utf8)
      .write(to: URL(fileURLWithPath: other))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: other)
    let path = try await archive(scratch, "--variant", "other=\(other)")
    try FileManager.default.removeItem(atPath: mark)
    let reopen = ["sqlite3", path, "UPDATE sweep SET status = 'interrupted'; DELETE FROM sample;"]
    let opened = try await ChildProcess.collect(reopen)
    try #require(opened.status.isSuccess, "\(opened.standardErrorTail)")

    let refused = try await copycost("sweep", "--resume", "--archive", path, in: scratch)
    #expect(refused.status == .exited(2), "\(refused.errors)")
    #expect(refused.errorLines.count == 1 && refused.errors.contains("--variant other=\(other)"))
    #expect(!FileManager.default.fileExists(atPath: mark))

    let resumed = try await copycost(
      "sweep", "--resume", "--archive", path, "--variant", "other=\(other)", in: scratch)
    #expect(resumed.status == .exited(0), "\(resumed.errors)")
    #expect(resumed.errors.contains("note: worker other: \(other), as named by --variant"))
    #expect(FileManager.default.fileExists(atPath: mark))
  }

  @Test("a worker beside copycost that others may write to is not run", .enabled(if: isRoot, "needs root"))
  func worker() async throws {
    let scratch = try Scratch()
    let program = scratch.path("copycost")
    try FileManager.default.createSymbolicLink(atPath: scratch.path("none"), withDestinationPath: "/")
    try FileManager.default.copyItem(atPath: Built.copycost, toPath: program)
    chmod(scratch.directory, 0o755)
    let fine = try await end(of: ChildProcess.start([program, "list"]))
    #expect(fine.status == .exited(0), "\(fine.errors)")
    chown(scratch.worker, 65534, 65534)
    let refused = try await end(of: ChildProcess.start([program, "list"]))
    #expect(refused.status == .exited(1))
    #expect(
      refused.errors.contains("is not run, for \(scratch.worker) belongs to user 65534"), "\(refused.errors)")
    #expect(refused.errorLines.count == 1)
  }
}
