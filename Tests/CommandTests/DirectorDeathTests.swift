import Foundation
import GRDB
import Lab
import Processes
import Records
import Testing

@testable import Archive

@Suite("A director that is killed", .serialized, .timeLimit(.minutes(3)))
struct DirectorDeathTests {
  private static let rounds = 2
  private static let cells = 2

  private func arguments(_ archive: String, link: String) -> [String] {
    [
      "sweep", "--primitive", "two-copy,zero-copy", "--size", "64Ki", "--flows", "1", "--twins", "0",
      "--link", link,
      "--rounds", "\(Self.rounds)", "--window", "30ms", "--warmup", "10ms", "--archive", archive,
    ]
  }

  /// Network namespaces that some process is in or holds open, as `net:[INODE]`.
  private func livingNamespaces() async throws -> Set<String> {
    // find answers 1 for processes that end while it looks.
    let seen = try await ChildProcess.collect([
      "sh", "-c", "find /proc/[0-9]*/ns /proc/[0-9]*/fd -lname 'net:*' -printf '%l\\n' 2>/dev/null | sort -u",
    ])
    return Set(seen.output.split(separator: "\n").map(String.init))
  }

  /// The namespaces of the workers and the holder of a test, and those the holder holds open.
  private func namespaces(of processes: [Int32]) -> Set<String> {
    let files = FileManager.default
    return Set(
      processes.flatMap { process in
        let held = (try? files.contentsOfDirectory(atPath: "/proc/\(process)/fd")) ?? []
        return (["ns/net"] + held.map { "fd/\($0)" }).compactMap {
          try? files.destinationOfSymbolicLink(atPath: "/proc/\(process)/\($0)")
        }
      }
    ).filter { $0.hasPrefix("net:") }
  }

  private func places(_ archive: String) -> Set<SampleArchive.Turn> {
    (try? SampleArchive(reading: archive).places(sweep: 1)) ?? []
  }

  @Test(
    "at 20 random moments: the archive is sound, no sample is lost, the plan is completed, nothing is left",
    arguments: [namespacesAllowed ? "veth" : "loopback"])
  func killed(link: String) async throws {
    let whole = try Scratch()
    let began = ContinuousClock.now
    let reference = try await end(of: start(arguments(whole.path("a.db"), link: link), in: whole))
    try #require(reference.status == .exited(0), "\(reference.errors)")
    let length = ContinuousClock.now - began
    let here = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/net")
    var generator = SeededGenerator(seed: .random(in: .min ... .max))
    var midway = 0
    for moment in 0..<20 {
      let scratch = try Scratch()
      let archive = scratch.path("a.db")
      let director = try await start(arguments(archive, link: link), in: scratch)
      // One moment in each twentieth of a whole sweep's time, so that no phase is left out.
      try await Task.sleep(for: length * ((Double(moment) + generator.nextUnit()) / 20))
      let seen = scratch.processes()
      let made = namespaces(of: seen).subtracting([here ?? ""])
      let before = places(archive)
      kill(director.processIdentifier, SIGKILL)
      let outcome = try await end(of: director)
      let announced = outcome.errorLines.count { $0.hasPrefix("round ") && $0.contains(" done") } * Self.cells

      #expect(await eventually { scratch.processes().isEmpty }, "moment \(moment): processes are left")
      #expect(
        try await eventually { try await livingNamespaces().isDisjoint(with: made) },
        "moment \(moment): namespaces are left")
      let after = places(archive)
      #expect(after.isSuperset(of: before), "moment \(moment)")
      #expect(after.count >= announced, "moment \(moment): \(announced) announced, \(after.count) kept")
      if !after.isEmpty, after.count < Self.rounds * Self.cells { midway += 1 }
      try await complete(archive, link: link, in: scratch, moment: moment)
    }
    #expect(midway > 0, "no kill came between the first and the last sample")
  }

  /// Resumes a killed sweep (or starts one where it had not begun) and checks the archive.
  private func complete(_ archive: String, link: String, in scratch: Scratch, moment: Int) async throws {
    let kept = (try? SampleArchive(reading: archive).samples(sweep: 1)) ?? []
    if FileManager.default.fileExists(atPath: archive) {
      let queue = try DatabaseQueue(path: archive)
      #expect(try await queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
      try queue.close()
    }
    let sweep = try? SampleArchive(reading: archive).sweep(1)
    let command: [String] =
      switch sweep?.status {
      case nil: arguments(archive, link: link)
      case .finished: ["export", archive]
      default: ["sweep", "--resume", "--quiet", "--archive", archive]
      }
    let resumed = try await end(of: start(command, in: scratch))
    #expect(resumed.status == .exited(0), "moment \(moment): \(resumed.errors)")
    let opened = try SampleArchive(reading: archive)
    let finished = try #require(try opened.sweep(1))
    #expect(finished.status == .finished)
    let samples = try opened.samples(sweep: 1)
    #expect(samples.allSatisfy { $0.failure == nil }, "moment \(moment): \(samples.compactMap(\.failure))")
    // The unique index allows one sample a place; each place has the cell that its round's order names.
    #expect(
      samples.map(\.cell) == (0..<Self.rounds).flatMap { RoundOrder.cells(of: finished.plan, round: $0) })
    #expect(Array(samples.prefix(kept.count)) == kept, "moment \(moment)")
    #expect(await eventually { scratch.processes().isEmpty })
  }
}
