import Foundation
import GRDB
import Lab
import Processes
import Records
import Testing

@testable import Archive

@Suite("Standard streams that are closed, full or left by their reader", .serialized, .timeLimit(.minutes(2)))
struct StreamTests {
  /// Runs `copycost` with its streams set up by a shell: `$0 "$@"` stands for the command in the script.
  private func run(_ script: String, _ arguments: [String], in scratch: Scratch) async throws -> Outcome {
    try await end(of: start(arguments, in: scratch, behind: ["bash", "-c", script]))
  }

  /// A sweep of two rounds that tells its progress.
  private func sweep(_ archive: String) -> [String] {
    [
      "sweep", "--primitive", "two-copy", "--size", "4Ki", "--flows", "1", "--rounds", "2", "--archive",
      archive,
    ]
      + small.filter { $0 != "--quiet" }
  }

  private func expectWhole(_ archive: String) throws {
    let queue = try DatabaseQueue(path: archive)
    #expect(try queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
    let opened = try SampleArchive(reading: archive)
    let samples = try opened.samples(sweep: 1)
    #expect(samples.count == 2 && samples.allSatisfy { $0.failure == nil }, "\(samples.map(\.failure))")
    #expect(try opened.sweep(1)?.status == .finished)
  }

  @Test(
    "a progress that cannot be written loses lines, not samples",
    arguments: [
      #"exec "$0" "$@" 2>/dev/full"#, #"exec "$0" "$@" 2>&-"#, #"exec "$0" "$@" 2</dev/null"#,
      // A pipe that is full and that nobody reads.
      #"exec 3<> <(:); head -c 65536 /dev/zero >&3; exec "$0" "$@" 2>&3"#,
      #"exec "$0" "$@" 0<&- 1>&- 2>&-"#, #"{ sleep 0.2; "$0" "$@" 2>&1; } | true; exit ${PIPESTATUS[0]}"#,
    ])
  func log(script: String) async throws {
    let scratch = try Scratch()
    let outcome = try await run(script, sweep(scratch.path("a.db")), in: scratch)
    #expect(outcome.status == .exited(0), "\(outcome.status as Any)")
    #expect(outcome.errors.isEmpty, "\(outcome.errors)")
    try expectWhole(scratch.path("a.db"))
  }

  @Test("a mistake has its status when nobody can be told", arguments: ["2>&-", "2>/dev/full"])
  func mistake(redirection: String) async throws {
    let scratch = try Scratch()
    let outcome = try await run(#"exec "$0" "$@" "# + redirection, ["nosuch"], in: scratch)
    #expect(outcome.status == .exited(2))
  }

  /// Every command that shows something and ends by itself, with what it reads.
  static let commands = [
    ["list"], ["doctor"], ["sweep", "--help"], ["help", "export"], ["export", "A"], ["compare", "A", "A"],
    ["run", "--duration", "50ms", "--warmup", "10ms"], ["--generate-completion-script", "bash"],
  ]

  private func prepared(_ command: [String], in scratch: Scratch) throws -> [String] {
    if command.contains("A") { try ReportArchive.copy(to: scratch.path("a.db")) }
    return command.map { $0 == "A" ? scratch.path("a.db") : $0 }
  }

  @Test("results that do not fit on standard output end in status 1 and one line", arguments: commands)
  func full(command: [String]) async throws {
    let scratch = try Scratch()
    let arguments = try prepared(command, in: scratch)
    let outcome = try await run(#"exec "$0" "$@" >/dev/full"#, arguments, in: scratch)
    #expect(outcome.status == .exited(1))
    #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("standard output cannot be written (No space left on device)"))
  }

  @Test("a reader that left ends the output quietly, with status 0", arguments: commands)
  func readerLeft(command: [String]) async throws {
    let scratch = try Scratch()
    let arguments = try prepared(command, in: scratch)
    let outcome = try await run(
      #"{ sleep 0.1; "$0" "$@"; } | true; exit ${PIPESTATUS[0]}"#, arguments, in: scratch)
    #expect(outcome.status == .exited(0) && outcome.errors.isEmpty, "\(outcome.errors)")
  }

  @Test("a sweep whose table does not fit on standard output has failed, and keeps its samples")
  func fullTable() async throws {
    let scratch = try Scratch()
    let arguments = sweep(scratch.path("a.db")) + ["--quiet"]
    let outcome = try await run(#"exec "$0" "$@" >/dev/full"#, arguments, in: scratch)
    #expect(outcome.status == .exited(1))
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains("standard output"), "\(outcome.errors)")
    try expectWhole(scratch.path("a.db"))
  }

  @Test("a file that may not grow answers with a line instead of a signal")
  func sizeLimit() async throws {
    let scratch = try Scratch()
    let script = #"ulimit -f 1; exec "$0" "$@" >"# + scratch.path("list")
    let outcome = try await run(script, ["list", "--verbose"], in: scratch)
    #expect(outcome.status == .exited(1))
    #expect(outcome.errors.contains("File too large"), "\(outcome.errors)")
  }

  @Test("a worker and a holder that start with closed descriptors have /dev/null in their place")
  func closedInWorker() async throws {
    let worker = try await ChildProcess.start(["bash", "-c", "exec \(Built.worker) 2>&-"])
    _ = try #require(try await worker.nextLine(within: .seconds(20)))
    let third = try FileManager.default.destinationOfSymbolicLink(
      atPath: "/proc/\(worker.processIdentifier)/fd/2")
    #expect(third == "/dev/null")
    #expect(await worker.stop() == .exited(0))
    for mode in ["", "hold"] {
      let closed = try await ChildProcess.collect(["bash", "-c", "\(Built.worker) \(mode) 0<&- 1>&- 2>&-"])
      #expect([.exited(0), .exited(1)].contains(closed.status), "\(closed.status)")
    }
  }
}
