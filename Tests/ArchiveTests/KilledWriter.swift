import Foundation
import GRDB
import Records
import Testing

@testable import Archive

/// A second run of this test program that does nothing but commit samples until it is killed.
@Suite("A director that is killed")
struct KilledWriter {
  private static let variable = "COPYCOST_TEST_COMMIT_UNTIL_KILLED"

  /// The child: says each committed round on standard output; ends by itself should nobody kill it.
  @Test(
    "(child process)",
    .enabled(if: ProcessInfo.processInfo.environment[variable] != nil, "run by the test below"))
  func commitUntilKilled() throws {
    let archive = try SampleArchive(
      creatingOrOpening: try #require(ProcessInfo.processInfo.environment[Self.variable]))
    let id = try archive.begin(Fixture.sweep())
    for round in 0..<3000 {
      try archive.commit(Fixture.sample(round: round), sweep: id)
      try FileHandle.standardOutput.write(contentsOf: Data("committed \(round)\n".utf8))
    }
  }

  @Test("leaves a sound archive with every sample it had committed", .timeLimit(.minutes(2)))
  func killed() throws {
    let scratch = try Scratch()
    var generator = SeededGenerator(seed: 9)
    for run in 0..<5 {
      let path = scratch.path("\(run).db")
      let said = try lastRound(writingTo: path, killedAfter: Int.random(in: 3...150, using: &generator))
      let left = try SampleArchive(creatingOrOpening: path)
      let sweep = try #require(try left.unfinishedSweep())
      let rounds = try left.samples(sweep: sweep.id).map(\.round)
      #expect(rounds == Array(0..<rounds.count))
      #expect(rounds.count > said && rounds.count < 3000, "nothing that was reported is missing")
      #expect(try left.queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
      try left.commit(Fixture.sample(round: rounds.count), sweep: sweep.id)
    }
  }

  /// Starts the child, kills it once it has committed that many rounds, and answers the last round it
  /// reported.
  private func lastRound(writingTo path: String, killedAfter rounds: Int) throws -> Int {
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    child.arguments = ["--testing-library", "swift-testing", "--filter", "commitUntilKilled"]
    child.environment = ProcessInfo.processInfo.environment.merging([Self.variable: path]) { _, new in new }
    let output = Pipe()
    child.standardOutput = output
    child.standardError = FileHandle.nullDevice
    try child.run()
    defer {
      kill(child.processIdentifier, SIGKILL)
      child.waitUntilExit()
    }
    var text = ""
    while !text.contains("committed \(rounds)\n") {
      let data = output.fileHandleForReading.availableData
      try #require(!data.isEmpty, "the child ended early: \(text.suffix(300))")
      text += String(decoding: data, as: UTF8.self)
    }
    kill(child.processIdentifier, SIGKILL)
    text += String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let reported = text.split(separator: "\n").filter { $0.hasPrefix("committed ") }.last
    return try #require(reported.flatMap { Int($0.dropFirst("committed ".count)) })
  }
}
