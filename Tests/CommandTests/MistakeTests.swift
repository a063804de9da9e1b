import Foundation
import GRDB
import Lab
import Processes
import Testing

@testable import Archive

/// A command line that is wrong, and words of the line that has to say so.
struct Mistake: CustomTestStringConvertible, Sendable {
  var arguments: [String]
  var words: [String]

  init(_ line: String, _ words: String...) {
    arguments = line.split(separator: " ").map { $0 == "''" ? "" : String($0) }
    self.words = words
  }

  var testDescription: String { arguments.joined(separator: " ") }

  static let all = [
    Mistake("sweep --size 4", "message size 4 is below 8 fields", "Use --size 8 or more"),
    Mistake("sweep --size 64..4", "`64..4` is not a size", "64..1Mi"),
    Mistake("sweep --size 12Qi", "`12Qi` is not a size"),
    Mistake("sweep --size 2Gi", "above 1Gi"),
    Mistake("sweep --primitive two-cop", "two-cop is not known", "Did you mean two-copy?", "zero-copy"),
    Mistake("sweep --receive reed", "reed is not known", "Did you mean read?"),
    Mistake("sweep --peer iperf", "Did you mean iperf3?"),
    Mistake("sweep --link loopbck", "Did you mean loopback?"),
    Mistake("sweep --preset quik", "Did you mean quick?"),
    Mistake("sweep --flows 0", "0 flows", "Use --flows from 1 to 1024"),
    Mistake("sweep --flows 1025", "1025 flows", "Use --flows from 1 to 1024"),
    Mistake("sweep --flows many", "`many` is not a count"),
    Mistake("sweep --window 0ms", "window of 0 ns", "Use --window 1ms or longer"),
    Mistake("sweep --window 0", "'0' is invalid for '--window"),
    Mistake("sweep --rounds 0", "--rounds 0", "Use --rounds 1 or more"),
    Mistake("sweep --messages 0", "--messages 0", "Use --messages 1 or more"),
    Mistake("sweep --messages=-5", "--messages -5", "Use --messages 1 or more"),
    Mistake("sweep --fields 0", "--fields 0", "Use --fields 1 or more"),
    Mistake("sweep --fields 2000 --size 1Mi", "at most 1024", "UIO_MAXIOV"),
    Mistake("sweep --twins=-1", "--twins -1"),
    Mistake("sweep --receive ''", "no receive primitive", "--receive"),
    Mistake("sweep --link ''", "no link", "--link"),
    Mistake("sweep --footprint warm", "`warm` is neither hot, llc, cold nor a size"),
    Mistake("sweep --footprint 100000Gi", "are available", "Use a smaller --footprint"),
    Mistake("sweep --peer iperf3 --footprint 4Mi", "Use --footprint hot as well"),
    Mistake("sweep --resume --footprint hot", "--resume with a plan"),
    Mistake("sweep --primitive ''", "no primitive", "--primitive"),
    Mistake("sweep --pin everywhere", "everywhere", "split"),
    Mistake("sweep --variant new", "'new' is invalid for '--variant"),
    Mistake("sweep --variant new=/no/such/worker", "/no/such/worker names no program"),
    Mistake("sweep --precision 5% --rounds 3", "--max-rounds"),
    Mistake("sweep --resume --size 64", "--resume with a plan"),
    Mistake("sweep --resume --rounds 7", "--resume with a plan"),
    Mistake("sweep --resume --messages 7", "--resume with a plan"),
    Mistake("sweep --resume", "there is no archive"),
    Mistake("sweep --repeat 0", "--repeat 0 is below 1"),
    Mistake("sweep --resume --repeat 2", "--repeat cannot be combined with --resume"),
    Mistake("sweep --events cycles --counters off", "--counters off turns off"),
    Mistake("doctor --flows 0", "--flows 0 is below 1"),
    Mistake("sweep --column Mode=primitive", "--column without --like", "--like TABLE.csv"),
    Mistake("report a.db --column Mode=primitive", "--column without --against", "--against TABLE.csv"),
    Mistake("sweep --flow 3 --sze 4", "Unknown option"),
    Mistake("swep", "'swep'"),
    Mistake("serve --size 4", "below 8 fields"),
    Mistake("serve --primitive A4", "A4 is not known"),
    Mistake("serve --flows 0", "0 flows"),
    Mistake("serve --flows 1025", "1025 flows"),
    Mistake("serve --duration 1s --messages 4", "Choose one of them"),
    Mistake("serve --port 65536", "65536"),
    Mistake("serve --pin pair", "Unknown option '--pin'"),
    Mistake("explain two-copy --messages 4", "Unknown option '--messages'"),
    Mistake("connect --flows 0", "0 flows"),
    Mistake("connect --receive reed", "Did you mean read?"),
    Mistake("export", "<archive>"),
    Mistake("export a.db --format xml", "'xml'", "csv"),
  ]
}

@Suite("A mistake is one line with cause, effect and remedy", .serialized, .timeLimit(.minutes(2)))
struct MistakeTests {
  /// Checks what every refusal has in common.
  private func expectOneLine(_ outcome: Outcome, status: Int32, _ words: [String]) {
    #expect(outcome.status == .exited(status), "\(outcome.errors)")
    #expect(outcome.output.isEmpty, "\(outcome.output)")
    #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("copycost: ") && outcome.errors.hasSuffix(".\n"), "\(outcome.errors)")
    #expect(!outcome.errors.contains("Fatal error"), "\(outcome.errors)")
    for word in words { #expect(outcome.errors.contains(word), "\(word) in \(outcome.errors)") }
  }

  @Test("in what was typed: status 2, and no archive is made", arguments: Mistake.all)
  func usage(_ mistake: Mistake) async throws {
    let scratch = try Scratch()
    let archive = mistake.arguments[0] == "sweep" ? ["--archive", scratch.path("a.db")] : []
    let outcome = try await end(of: start(mistake.arguments + archive))
    expectOneLine(outcome, status: 2, mistake.words)
    #expect(!FileManager.default.fileExists(atPath: scratch.path("a.db")))
  }

  @Test("an option that a variant's worker would ignore: status 2, and no archive is made")
  func olderVariant() async throws {
    let scratch = try Scratch()
    let old = scratch.path("old-worker")
    // The hello of a build of before it said what it knows.
    try "#!/bin/sh\n\(scratch.worker) | sed -u 's/\"jobOptions\":\\[[^]]*\\],//'\n".write(
      toFile: old, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: old)
    let arguments =
      ["sweep", "--variant", "old=\(old)", "--size", "4Ki", "--flows", "1", "--rounds", "1"] + small
      + ["--archive", scratch.path("a.db")]
    expectOneLine(
      try await end(of: start(arguments + ["--footprint", "hot,4Mi"])), status: 2,
      [
        "--variant old=\(old)", "does not say that it knows cell.options.footprintBytes = 4194304",
        "nothing was run",
      ])
    #expect(!FileManager.default.fileExists(atPath: scratch.path("a.db")))
    let without = try await end(of: start(arguments))
    #expect(without.status == .exited(0), "\(without.errors)")
    let samples = try SampleArchive(reading: scratch.path("a.db")).samples(sweep: 1)
    #expect(samples.count { $0.cell.variant == "old" } == 3 && samples.allSatisfy { $0.failure == nil })
  }

  @Test("an archive that is not ours is refused by sweep, --resume and export, and left as it was")
  func foreignArchive() async throws {
    let scratch = try Scratch()
    let path = scratch.path("figures.csv")
    try Data("size,threads\n256,1\n".utf8).write(to: URL(fileURLWithPath: path))
    let other = scratch.path("other.db")
    let queue = try DatabaseQueue(path: other)
    try await queue.writeWithoutTransaction { try $0.execute(sql: "CREATE TABLE sweep (id)") }
    try queue.close()
    for file in [path, other] {
      let before = try Data(contentsOf: URL(fileURLWithPath: file))
      for arguments in [
        ["sweep", "--archive", file], ["sweep", "--resume", "--archive", file], ["export", file],
      ] {
        expectOneLine(
          try await end(of: start(arguments)), status: 1, [file, "is not an archive of copycost"])
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
    }
  }

  @Test("an archive of a newer copycost is refused by sweep, --resume and export, and left as it was")
  func newerArchive() async throws {
    let scratch = try Scratch()
    let path = scratch.path("a.db")
    let archive = try SampleArchive(creatingOrOpening: path)
    try await archive.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
    try archive.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    for arguments in [
      ["sweep", "--archive", path], ["sweep", "--resume", "--archive", path], ["export", path],
    ] {
      expectOneLine(try await end(of: start(arguments)), status: 1, [path, "newer copycost", "Install"])
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test("an archive that is not there, or in no directory")
  func missingArchive() async throws {
    let scratch = try Scratch()
    expectOneLine(
      try await copycost("export", scratch.path("a.db")), status: 1,
      ["there is no archive", "copycost sweep"])
    expectOneLine(
      try await copycost("sweep", "--archive", scratch.path("no/such/a.db")), status: 1, ["mkdir -p"])
  }

  @Test("a published table that cannot be read")
  func missingTable() async throws {
    let scratch = try Scratch()
    let outcome = try await copycost("sweep", "--like", "/no/such.csv", "--archive", scratch.path("a.db"))
    expectOneLine(outcome, status: 1, ["/no/such.csv", "cannot be read"])
  }

  @Test("a port that is taken, an address that is not local, a host that refuses, one that nobody knows")
  func addresses() async throws {
    let first = try await start(["serve", "--port", "0", "--wait", "30s"])
    let line = try #require(try await first.nextLine(within: .seconds(20)))
    let port = String(try #require(line.split(separator: " ").last))
    expectOneLine(
      try await copycost("serve", "--port", port), status: 1,
      ["port \(port)", "Address already in use", "Choose another --port"])
    await first.stop(grace: .zero)
    expectOneLine(
      try await copycost("serve", "--bind", "192.0.2.1", "--port", "0"), status: 1,
      ["192.0.2.1", "Cannot assign requested address", "--bind"])
    expectOneLine(
      try await copycost("connect", "127.0.0.1", "--port", port, "--wait", "2s"), status: 1,
      ["port \(port)", "Connection refused", "Start `copycost serve` there first"])
    expectOneLine(
      try await copycost("connect", "no-such-host.invalid"), status: 1,
      ["no-such-host.invalid", "its address"])
  }

  @Test("an unknown congestion control is named, and a sweep without one sample has failed")
  func congestion() async throws {
    let scratch = try Scratch()
    let words = ["the kernel has no TCP congestion control 'nosuch'"]
    expectOneLine(
      try await copycost("serve", "--congestion", "nosuch", "--port", "0"), status: 1, words)
    let sweep = try await end(
      of: start(
        ["sweep", "--congestion", "nosuch", "--size", "4Ki", "--flows", "1", "--rounds", "1"] + small
          + ["--archive", scratch.path("a.db")]))
    #expect(sweep.status == .exited(1))
    #expect(sweep.errorLines.count == 1, "\(sweep.errors)")
    for word in words + ["all 3 samples were lost"] {
      #expect(sweep.errors.contains(word), "\(sweep.errors)")
    }
    let samples = try SampleArchive(reading: scratch.path("a.db")).samples(sweep: 1)
    #expect(samples.count == 3 && samples.allSatisfy { $0.failure != nil })
  }

  @Test(
    "a full disk ends the sweep with every finished sample kept; with room again it resumes",
    .enabled(if: isRoot, "mounting a small tmpfs needs root"))
  func fullDisk() async throws {
    let scratch = try Scratch()
    let point = scratch.path("mount")
    try FileManager.default.createDirectory(atPath: point, withIntermediateDirectories: true)
    let mount = try await ChildProcess.collect(
      ["mount", "-t", "tmpfs", "-o", "size=700k", "copycost-test", point])
    try #require(mount.status.isSuccess, "\(mount.standardErrorTail)")
    let archive = "\(point)/a.db"
    do {
      let outcome = try await end(
        of: start(
          ["sweep", "--primitive", "two-copy", "--size", "4Ki", "--flows", "1", "--rounds", "40"] + small
            + ["--archive", archive]))
      expectOneLine(
        outcome, status: 1, ["the disk that holds \(archive) is full", "--resume --archive \(archive)"])
      _ = try await ChildProcess.collect(["mount", "-o", "remount,size=16m", point])
      let kept = try SampleArchive(reading: archive).samples(sweep: 1)
      #expect(!kept.isEmpty && kept.count < 40)
      let resumed = try await copycost("sweep", "--resume", "--quiet", "--archive", archive)
      #expect(resumed.status == .exited(0), "\(resumed.errors)")
      let all = try SampleArchive(reading: archive).samples(sweep: 1)
      #expect(all.count == 40 && Array(all.prefix(kept.count)) == kept)
    } catch {
      Issue.record(error)
    }
    _ = try await ChildProcess.collect(["umount", "-l", point])
  }
}
