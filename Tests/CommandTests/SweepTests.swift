import Foundation
import Lab
import Processes
import Records
import Testing

@testable import Archive

@Suite("A sweep from the command line to archive, table, CSV and JSON", .serialized, .timeLimit(.minutes(2)))
struct SweepTests {
  /// Runs a small sweep of the three primitives, with CSV and JSON beside its archive.
  private func sweep(
    _ arguments: [String], in scratch: Scratch, behind prefix: [String] = []
  ) async throws -> Outcome {
    try await end(
      of: start(
        ["sweep"] + arguments + small
          + [
            "--archive", scratch.path("a.db"), "--csv", scratch.path("a.csv"), "--json",
            scratch.path("a.json"),
          ],
        in: scratch, behind: prefix))
  }

  private func samples(_ scratch: Scratch) throws -> [Sample] {
    try SampleArchive(reading: scratch.path("a.db")).samples(sweep: 1)
  }

  /// Every sample counts, bytes are conserved, and zero-copy shows its completions and what became of them.
  private func expectSound(_ samples: [Sample]) {
    for sample in samples {
      #expect(sample.failure == nil, "\(sample.cell): \(sample.failure ?? "")")
      let violations = sample.caveats.filter { ["conservation", "path", "strangers"].contains($0.kind) }
      #expect(violations.isEmpty, "\(sample.cell)")
    }
    // Of a cell, not of a sample: on a full machine threads may sleep through a window of milliseconds.
    for (cell, samples) in Dictionary(grouping: samples, by: \.cell) {
      func most(_ metric: String) -> Double { samples.compactMap { $0.value(metric, .flow) }.max() ?? 0 }
      #expect(most("goodput") > 0, "\(cell)")
      guard cell.primitive == "zero-copy" else { continue }
      // On one host the receiver's end copies every zero-copy send after all.
      #expect(most("zerocopy_completions") > 0 && most("zerocopy_copied_low") > 0, "\(cell)")
      #expect(most("zerocopy_copied_high") >= most("zerocopy_copied_low"), "\(cell)")
    }
  }

  @Test("over loopback: one sample a cell and round, in every output")
  func loopback() async throws {
    let scratch = try Scratch()
    let outcome = try await sweep(["--size", "4Ki,64Ki", "--flows", "1,2", "--rounds", "2"], in: scratch)
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    let samples = try samples(scratch)
    #expect(samples.count == 3 * 2 * 2 * 2)
    #expect(Set(samples.map(\.cell)).count == 12)
    expectSound(samples)
    for name in ["two-copy", "one-copy", "zero-copy"] {
      #expect(outcome.outputLines.count { $0.hasPrefix("\(name) ") } == 4, "\(outcome.output)")
    }
    for file in ["a.csv", "a.json"] { #expect(FileManager.default.fileExists(atPath: scratch.path(file))) }
    #expect(await eventually { scratch.processes().isEmpty })
  }

  @Test("an announcement says what the footprints are")
  func announced() async throws {
    let scratch = try Scratch()
    let loud = try await end(
      of: start(
        ["sweep", "--size", "64Ki", "--flows", "1", "--rounds", "1", "--footprint", "hot,4Mi"]
          + small.filter { $0 != "--quiet" } + ["--archive", scratch.path("b.db")], in: scratch))
    #expect(loud.errors.contains("note: message memory: hot = one message a flow, 4Mi"), "\(loud.errors)")
  }

  @Test(
    "over veth: the device carried the bytes, and nothing is left",
    .enabled(if: namespacesAllowed, "this machine refuses network namespaces"))
  func veth() async throws {
    let scratch = try Scratch()
    let outcome = try await sweep(
      ["--link", "veth", "--size", "64Ki", "--flows", "1,2", "--rounds", "2"], in: scratch)
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    let samples = try samples(scratch)
    #expect(samples.count == 12 && samples.allSatisfy { $0.cell.link == "veth" })
    expectSound(samples)
    #expect(await eventually { scratch.processes().isEmpty })
  }

  @Test(
    "--link auto makes its namespaces once: for the choice, the description and the samples alike",
    .enabled(if: namespacesAllowed, "this machine refuses network namespaces"),
    arguments: ["sweep", "explain"])
  func oneSetUp(command: String) async throws {
    let scratch = try Scratch()
    let (worker, log) = (scratch.path("logging-worker"), scratch.path("holders"))
    try "#!/bin/sh\n[ \"$1\" = hold ] && echo hold >>\(log)\nexec \(scratch.worker) \"$@\"\n".write(
      toFile: worker, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: worker)
    let sweep = ["--flows", "1", "--rounds", "2"] + small + ["--archive", scratch.path("a.db")]
    let outcome = try await end(
      of: start(
        (command == "sweep" ? ["sweep"] + sweep : ["explain", "one-copy"])
          + ["--link", "auto", "--size", "64Ki"], behind: ["env", "COPYCOST_WORKER=\(worker)"]))
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    #expect(try String(contentsOfFile: log, encoding: .utf8) == "hold\n")
    #expect(await eventually { scratch.processes().isEmpty })
    guard command == "sweep" else { return }
    let stored = try #require(try SampleArchive(reading: scratch.path("a.db")).sweep(1))
    #expect(stored.host.facts.contains { $0.name.hasPrefix("link.veth.") })
    let samples = try samples(scratch)
    #expect(samples.count == 6 && samples.allSatisfy { $0.cell.link == "veth" })
    expectSound(samples)
  }

  @Test(
    "over veth by a user without privilege",
    .enabled(if: nobodyMayMakeNamespaces, "needs root to become nobody, who must be allowed user namespaces"))
  func unprivileged() async throws {
    let scratch = try Scratch()
    // The build may lie where nobody may not look.
    try FileManager.default.copyItem(atPath: Built.copycost, toPath: scratch.path("copycost"))
    for path in [scratch.directory, scratch.worker, scratch.path("copycost")] {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    let place = scratch.path("nobody")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: place)
    let child = try await ChildProcess.start(
      asNobody + [scratch.path("copycost"), "sweep", "--link", "veth", "--size", "64Ki", "--flows", "1"]
        + ["--rounds", "2", "--archive", "\(place)/a.db"] + small)
    let outcome = try await end(of: child)
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    let samples = try SampleArchive(reading: "\(place)/a.db").samples(sweep: 1)
    #expect(samples.count == 6 && samples.allSatisfy { $0.cell.link == "veth" })
    expectSound(samples)
    #expect(await eventually { scratch.processes().isEmpty })
  }

  @Test("--like takes sizes, flows and primitives of a published table, and what is typed overrides it")
  func like() async throws {
    let scratch = try Scratch()
    let published = "\(Built.package)/Tests/TablesTests/Resources/system-001.csv"
    let rows = try String(contentsOfFile: published, encoding: .utf8)
      .split(whereSeparator: \.isNewline).dropFirst()
      .map { $0.split(separator: ",") }
    let outcome = try await sweep(["--like", published, "--flows", "1", "--rounds", "1"], in: scratch)
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    let plan = try #require(try SampleArchive(reading: scratch.path("a.db")).sweep(1)).plan
    #expect(Set(plan.cells.map(\.messageBytes)) == Set(rows.compactMap { Int($0[1]) }))
    #expect(Set(plan.cells.map(\.primitive)) == ["two-copy", "one-copy", "zero-copy"])
    #expect(Set(plan.cells.map(\.flows)) == [1])
    #expect(try samples(scratch).count == plan.cells.count)
  }

  @Test("Ctrl-C ends with status 1 and one line, keeps the finished samples, and --resume completes the plan")
  func interrupted() async throws {
    let scratch = try Scratch()
    let archive = scratch.path("a.db")
    let sweeping = try await start(
      [
        "sweep", "--size", "16Ki", "--flows", "1", "--rounds", "4", "--twins", "0", "--window", "100ms",
        "--warmup", "5ms", "--quiet", "--archive", archive,
      ], in: scratch)
    #expect(await eventually { (try? SampleArchive(reading: archive).sampleCount(sweep: 1)) ?? 0 >= 2 })
    await sweeping.kill(SIGINT)
    let stopped = try await end(of: sweeping)
    #expect(stopped.status == .exited(1))
    #expect(stopped.errorLines.count == 1, "\(stopped.errors)")
    #expect(await eventually { scratch.processes().isEmpty })
    let opened = try SampleArchive(reading: archive)
    let kept = try opened.samples(sweep: 1)
    #expect(kept.count >= 2 && kept.count < 12)
    #expect(
      stopped.errors.contains("the \(kept.count) finished samples are in \(archive)"), "\(stopped.errors)")
    #expect(stopped.errors.contains("--resume --archive \(archive)"))
    #expect(try opened.sweep(1)?.status == .interrupted)
    let resumed = try await copycost("sweep", "--resume", "--quiet", "--archive", archive, in: scratch)
    #expect(resumed.status == .exited(0), "\(resumed.errors)")
    let sweep = try #require(try opened.sweep(1))
    #expect(sweep.status == .finished)
    let all = try opened.samples(sweep: 1)
    #expect(Array(all.prefix(kept.count)) == kept)
    #expect(
      all.map(\.cell) == (0..<4).flatMap { RoundOrder.cells(of: sweep.plan, round: $0) })
    let again = try await copycost("sweep", "--resume", "--archive", archive)
    #expect(again.status == .exited(2) && again.errors.contains("holds no unfinished sweep"))
  }
}
