import Archive
import Foundation
import Lab
import Processes
import Records
import Testing

@Suite(
  "The command with which a report says that its sweep can be run again", .serialized, .timeLimit(.minutes(2))
)
struct ReproducingTests {
  private static let quick = "--ledger off --warmup 20ms"

  private static let typed: [(command: String, sweep: Int64)] = [
    (
      "sweep --primitive A1,contiguous --size 4Ki..16Ki:x4 --flows 1,2 --rounds 2 --window 20ms --twins 1 "
        + "--nodelay --fields 4 --events 'page-faults, r01c2' \(quick)", 1
    ),
    ("sweep --primitive A2 --size 64Ki --flows 1 --rounds 1 --window 20ms --twins 0 --repeat 2 \(quick)", 2),
    ("sweep --primitive A1 --size 9 --flows 1 --rounds 1 --messages 50 --twins 0 --seed=5 \(quick)", 1),
    ("run --primitive A3 --size 16Ki --duration 40ms \(quick)", 1),
  ]

  /// Runs a line as a user pastes it into a shell.
  private func shell(_ line: String, _ scratch: Scratch) async throws -> Outcome {
    let path = "\(Built.directory):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
    return try await end(
      of: ChildProcess.start(
        ["/bin/sh", "-c", line], environment: ["PATH": path, "COPYCOST_WORKER": scratch.worker],
        limits: .init(errorTailBytes: 1 << 20)))
  }

  @Test("run into another archive, it makes the same plan with the same seed", arguments: typed)
  func again(_ typed: (command: String, sweep: Int64)) async throws {
    let scratch = try Scratch()
    // A shell must not take the name apart, and neither must we.
    let first = scratch.path("it's --seed 1.db")
    let quoted = "'\(first.replacing("'", with: "'\\''"))'"
    let swept = try await shell("copycost \(typed.command) --archive \(quoted)", scratch)
    #expect(swept.status == .exited(0), "\(swept.errors)")
    let report = try await copycost(
      "report", first, "--sweep", "\(typed.sweep)", "--out", scratch.path("out"),
      behind: ["/usr/bin/env", "COPYCOST_CHARTS_PYTHON=/nonexistent/python3"])
    #expect(report.status == .exited(0), "\(report.errors)")
    let lines = try String(contentsOfFile: scratch.path("out/report.md"), encoding: .utf8).split(
      separator: "\n")
    let line = try #require(lines.first { $0.hasPrefix("- **Again**: ") })
    let command = line.dropFirst("- **Again**: ".count).trimmingPrefix("`")
    #expect(command.last == "`")

    let second = scratch.path("again.db")
    let again = try await shell("\(command.dropLast()) --archive \(second)", scratch)
    #expect(again.status == .exited(0), "\(command): \(again.errors)")
    let archive = try SampleArchive(reading: first)
    let original = try #require(try archive.sweep(typed.sweep))
    let copies = try SampleArchive(reading: second).sweeps()
    #expect(copies.count == 1)
    let plan = try #require(copies.first).plan
    #expect(plan.seed == original.plan.seed && plan == original.plan, "\(command)")
    let cells = try [archive.samples(sweep: typed.sweep), SampleArchive(reading: second).samples(sweep: 1)]
    #expect(cells[0].map(\.cell) == cells[1].map(\.cell))
  }
}
