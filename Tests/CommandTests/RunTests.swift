import Foundation
import Lab
import Processes
import Records
import Testing

@testable import Archive

@Suite("A cell measured live, and the ledger of a sweep", .serialized, .timeLimit(.minutes(2)))
struct RunTests {
  private func windows(_ outcome: Outcome) -> [Substring] {
    outcome.outputLines.filter { $0.contains(" Gbit/s  CPUs: sender ") }
  }

  @Test("run prints a line for each second and the statistics of them, and leaves nothing behind")
  func lines() async throws {
    let scratch = try Scratch()
    let outcome = try await copycost(
      "run", "--primitive", "A3", "--duration", "2s", "--warmup", "20ms", "--archive", scratch.path("a.db"),
      "--json", scratch.path("a.json"), in: scratch)
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    let lines = windows(outcome)
    #expect(lines.count == 2 && lines.allSatisfy { $0.contains("  copied ") }, "\(outcome.output)")
    #expect(outcome.outputLines.first == "zero-copy 64Ki x 1 over loopback, taken with read")
    #expect(
      outcome.outputLines.contains { $0.hasPrefix("zero-copy  64Ki ") || $0.hasPrefix("zero-copy 64Ki ") })
    let archive = try SampleArchive(reading: scratch.path("a.db"))
    let samples = try archive.samples(sweep: 1)
    #expect(samples.count == 2 && samples.allSatisfy { $0.failure == nil })
    #expect(try archive.sweep(1)?.plan.windowNanoseconds == 1_000_000_000)
    #expect(try archive.ledgers(sweep: 1).isEmpty)
    #expect(FileManager.default.fileExists(atPath: scratch.path("a.json")))
    #expect(await eventually { scratch.processes().isEmpty })
  }

  @Test("Ctrl-C ends run with the statistics so far and status 0")
  func interrupted() async throws {
    let scratch = try Scratch()
    let child = try await start(
      ["run", "--duration", "60s", "--warmup", "20ms", "--archive", scratch.path("a.db")], in: scratch)
    #expect(
      await eventually { (try? SampleArchive(reading: scratch.path("a.db")).sampleCount(sweep: 1)) ?? 0 >= 1 }
    )
    await child.kill(SIGINT)
    let outcome = try await end(of: child)
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    let kept = try SampleArchive(reading: scratch.path("a.db")).sampleCount(sweep: 1)
    #expect(kept >= 1 && kept < 60 && windows(outcome).count == kept)
    #expect(outcome.outputLines.contains { $0.hasPrefix("two-copy ") && !$0.contains(" over ") })
    #expect(await eventually { scratch.processes().isEmpty })
  }

  @Test(
    "a sweep proves its primitives by itself, prints and exports what it found; --ledger off leaves it out")
  func ledger() async throws {
    let scratch = try Scratch()
    let archive = scratch.path("a.db")
    let arguments = [
      "sweep", "--size", "16Ki", "--flows", "1", "--rounds", "1", "--twins", "0", "--window", "60ms",
      "--warmup",
      "20ms", "--quiet", "--archive", archive,
    ]
    let outcome = try await end(of: start(arguments, in: scratch))
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    #expect(outcome.output.contains("Copies per payload byte"))
    for (name, copies) in [("two-copy", "1.000"), ("one-copy", "0"), ("zero-copy", "0")] {
      let row = try #require(
        outcome.outputLines.last { $0.hasPrefix("\(name) ") && $0.contains(" 16Ki ") }
      ).split(separator: " ")
      #expect(row[2].hasPrefix(copies), "\(row)")
    }
    let plain = try await end(of: start(arguments + ["--ledger", "off"], in: scratch))
    #expect(!plain.output.contains("Copies per payload byte"))
    let opened = try SampleArchive(reading: archive)
    #expect(try opened.ledgers(sweep: 1).count == 3 && opened.ledgers(sweep: 2).isEmpty)
    for (sweep, count) in [("1", 3), ("2", 0)] {
      let exported = try await copycost("export", archive, "--format", "json", "--sweep", sweep)
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(exported.output.utf8)) as? [String: Any])
      #expect((document["ledgers"] as? [Any])?.count == count)
    }
  }

  @Test("Ctrl-C in the proof runs keeps every sample, and --resume makes the ledgers that are missing")
  func interruptedProof() async throws {
    let scratch = try Scratch()
    let archive = scratch.path("a.db")
    let child = try await start(
      [
        "sweep", "--size", "16Ki", "--flows", "1", "--rounds", "1", "--twins", "0", "--window", "60ms",
        "--warmup",
        "20ms", "--quiet", "--archive", archive,
      ], in: scratch)
    #expect(await eventually { (try? SampleArchive(reading: archive).ledgers(sweep: 1).count) ?? 0 >= 1 })
    await child.kill(SIGINT)
    let stopped = try await end(of: child)
    let kept = try SampleArchive(reading: archive).ledgers(sweep: 1)
    guard kept.count < 3 else { return }
    #expect(stopped.status == .exited(1) && stopped.errors.contains("the 3 finished samples are in"))
    let resumed = try await copycost("sweep", "--resume", "--quiet", "--archive", archive, in: scratch)
    #expect(resumed.status == .exited(0), "\(resumed.errors)")
    let all = try SampleArchive(reading: archive).ledgers(sweep: 1)
    #expect(all.count == 3 && Array(all.prefix(kept.count)) == kept)
    #expect(all.allSatisfy { $0.finding.value != nil })
  }
}
