import Foundation
import GRDB
import Lab
import Processes
import Records
import Testing

@testable import Archive

@Suite("An archive that is taken away from a running sweep", .serialized, .timeLimit(.minutes(2)))
struct LostArchiveTests {
  /// What somebody does to the archive `a.db` in the directory `sub`, and words of what the sweep says.
  static let losses: [(action: String, words: String)] = [
    ("rm a.db*", "a.db was removed"), ("rm -r ../sub", "a.db was removed"),
    ("echo other > c; mv c a.db", "a.db was replaced by another file"),
    ("truncate -s 0 a.db", "a.db was cut off"),
    ("rm a.db-wal", "a.db-wal was removed"),
  ]

  @Test("ends in status 1 and one line that says where all samples are now", arguments: losses)
  func lost(action: String, words: String) async throws {
    let scratch = try Scratch()
    let folder = scratch.path("sub")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let archive = "\(folder)/a.db"
    let sweep = try await start(
      [
        "sweep", "--primitive", "two-copy", "--size", "4Ki", "--flows", "1", "--rounds", "400", "--window",
        "20ms",
      ]
        + ["--twins", "0", "--ledger", "off", "--warmup", "5ms", "--quiet", "--archive", archive],
      in: scratch,
      behind: ["env", "TMPDIR=\(scratch.directory)/"])
    func stored() -> Int { (try? SampleArchive(reading: archive).sampleCount(sweep: 1)) ?? 0 }
    #expect(await eventually { stored() >= 2 })
    let before = stored()
    let acted = try await ChildProcess.collect(["sh", "-ec", "cd \(folder); \(action)"])
    #expect(acted.status == .exited(0), "\(acted.standardErrorTail)")
    let outcome = try await end(of: sweep)
    #expect(outcome.status == .exited(1), "\(outcome.errors)")
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains(words), "\(outcome.errors)")
    let saved = try #require(outcome.errors.firstMatch(of: /saved in (\S+)\./)).1
    #expect(saved.hasPrefix(action.contains("-r") ? scratch.path("a.db") : archive))
    let queue = try DatabaseQueue(path: String(saved))
    #expect(try await queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
    try queue.close()
    let opened = try SampleArchive(reading: String(saved))
    #expect(try opened.sampleCount(sweep: 1) >= before)
    #expect(try opened.unfinishedSweep()?.id == 1)
  }

  @Test("a log of an archive that is gone does not reach the archive that takes its place")
  func replacedByArchive() async throws {
    let scratch = try Scratch()
    try ReportArchive.copy(to: scratch.path("other.db"))
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let other = try SampleArchive(reading: scratch.path("other.db"))
    let sweep = try #require(try other.sweep(1))
    let id = try archive.begin(sweep)
    #expect(rename(scratch.path("other.db"), scratch.path("a.db")) == 0)
    let error = #expect(throws: OperationError.self) { try archive.finish(sweep: id, status: .finished) }
    #expect(error?.description.contains("was replaced by another file") == true)
    let outcome = try await copycost("export", scratch.path("a.db"))
    #expect(outcome.status == .exited(0) && outcome.outputLines.count == 6 * 24 + 1, "\(outcome.errors)")
  }
}
