import Foundation
import Lab
import Processes
import Testing

@testable import Archive

/// A command whose output would destroy something; in its arguments `@` stands for the test's directory.
struct Clash: CustomTestStringConvertible, Sendable {
  var arguments: [String]
  /// Shell commands that run before it, in the directory.
  var preparation: String
  /// What follows the command, such as a redirection.
  var redirection = ""

  init(_ line: String, after preparation: String = "", _ redirection: String = "") {
    arguments = line.split(separator: " ").map(String.init)
    self.preparation = preparation
    self.redirection = redirection
  }

  var testDescription: String { "\(preparation) \(arguments.joined(separator: " ")) \(redirection)" }

  static let all = [
    Clash("export @/a.db --out @/a.db"),
    Clash("export @/a.db --out @/sub/../a.db", after: "mkdir sub"),
    Clash("export @/a.db --out @/link", after: "ln -s a.db link"),
    Clash("export @/link --out @/a.db", after: "ln -s a.db link"),
    Clash("export @/a.db --out @/hard", after: "ln a.db hard"),
    Clash("export @/a.db --out @/here/a.db", after: "ln -s . here"),
    Clash("export @/a.db --out @/a.db-wal"),
    Clash("export @/link --out @/a.db-shm", after: "ln -s a.db link"),
    Clash("export @/a.db", ">> @/a.db"),
    Clash("report @/data.csv --out @", after: "mv a.db data.csv"),
    Clash("report @/a.db --out @/out", after: "mkdir out; ln a.db out/report.md"),
    Clash(
      "report @/a.db --out @/out",
      after: "mkdir -p out/charts; ln -s ../../a.db out/charts/throughput-vs-size.svg"),
    Clash("report @/a.db --out @/out --against @/out/data.csv", after: "mkdir out; echo size > out/data.csv"),
    Clash("compare @/a.db @/b.db --report @/out", after: "mkdir out; ln b.db out/answers.json"),
    Clash("compare @/a.db:1 @/a.db --report @", after: "ln a.db report.html"),
    Clash("sweep --archive @/a.db --csv @/a.db"),
    Clash("sweep --archive @/new.db --json @/new.db"),
    Clash("sweep --archive @/new.db --report @/new.db"),
    Clash("sweep --archive @/link --csv @/new.db-wal", after: "ln -s new.db link"),
    Clash("sweep --archive @/new.db --csv @/x --json @/x"),
    Clash("sweep --archive @/new.db --csv @/out/data.csv --report @/out"),
    Clash("sweep --archive @/out/answers.json --report @/out", after: "mkdir out"),
    Clash("sweep --archive @/new.db --like @/t.csv --csv @/t.csv", after: "echo size > t.csv"),
    Clash("sweep --archive @/t.csv --like @/t.csv", after: "echo size > t.csv"),
    Clash("sweep --archive @/a.db --quiet", "2>> @/a.db"),
    Clash("sweep --resume --archive @/a.db --csv @/a.db"),
    Clash("run --archive @/a.db --json @/a.db"),
  ]
}

@Suite("Outputs are checked before anything is opened or measured", .serialized, .timeLimit(.minutes(1)))
struct OutputTests {
  /// Every file below a directory with its bytes, links with their targets.
  private func contents(_ directory: String) async throws -> String {
    let files = "find . -type f ! -name copycost-worker -print0 | sort -z | xargs -0 sha256sum"
    return try await ChildProcess.collect([
      "sh", "-c", "cd \(directory) && \(files); find . \\( -type l -o -type d \\) -printf '%p %l\\n' | sort",
    ]).output
  }

  private func shell(_ script: String, in scratch: Scratch) async throws {
    let outcome = try await ChildProcess.collect(["sh", "-ec", "cd \(scratch.directory); \(script)"])
    try #require(outcome.status == .exited(0), "\(outcome.standardErrorTail)")
  }

  @Test(
    "an output that is an input or another output: status 2, one line, every file as before",
    arguments: Clash.all)
  func clash(_ clash: Clash) async throws {
    let scratch = try Scratch()
    for name in ["a.db", "b.db"] { try ReportArchive.copy(to: scratch.path(name)) }
    try await shell(clash.preparation, in: scratch)
    let before = try await contents(scratch.directory)
    func placed(_ text: String) -> String { text.replacing("@", with: scratch.directory) }
    let script = #"exec "$0" "$@" "# + placed(clash.redirection)
    let outcome = try await end(
      of: start(clash.arguments.map(placed), in: scratch, behind: ["sh", "-c", script]))
    #expect(outcome.status == .exited(2), "\(outcome.errors)")
    if !clash.redirection.hasPrefix("2") {
      #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains("is the same file as"), "\(outcome.errors)")
      #expect(try await contents(scratch.directory) == before)
    }
  }

  @Test("devices and a log of both streams are no clash")
  func allowed() async throws {
    let scratch = try Scratch()
    let sweep =
      ["sweep", "--primitive", "two-copy", "--size", "4Ki", "--flows", "1", "--rounds", "1"] + small
      + ["--archive", scratch.path("a.db"), "--csv", "/dev/null", "--json", "/dev/null"]
    let script = #"exec "$0" "$@" >"# + scratch.path("log") + " 2>&1"
    let outcome = try await end(of: start(sweep, in: scratch, behind: ["sh", "-c", script]))
    #expect(outcome.status == .exited(0))
    #expect(try String(contentsOfFile: scratch.path("log"), encoding: .utf8).contains("two-copy"))
    let linked = try await copycost("export", scratch.path("a.db"), "--out", scratch.path("b.csv"))
    #expect(linked.status == .exited(0), "\(linked.errors)")
  }

  /// Outputs that cannot be written, with the status and words of the refusal; `@` as above.
  static let unwritable: [(outputs: String, status: Int32, words: String)] = [
    ("--csv @/no/such/x.csv", 1, "mkdir -p @/no/such"), ("--json @/sub", 2, "is a directory"),
    ("--csv @/sub/", 2, "is a directory"), ("--csv @/new/", 2, "names no file"),
    ("--json @/nowhere", 1, "cannot be written"), ("--csv @/a-file/x.csv", 1, "Not a directory"),
    ("--report @/a-file", 2, "is a file"), ("--report @/full", 2, "report.md is a directory"),
    ("--report @/pictures", 2, "charts is a file"), ("--report @/a-file/x", 1, "another with --report"),
    ("--csv /proc/x.csv", 1, "cannot be written"),
  ]

  @Test("an output that cannot be written is refused before measuring", arguments: unwritable)
  func refused(outputs: String, status: Int32, words: String) async throws {
    let scratch = try Scratch()
    try await shell(
      "mkdir -p sub full/report.md pictures; touch a-file pictures/charts; ln -s no/such nowhere", in: scratch
    )
    try await expectRefused(outputs, status, words, in: scratch)
  }

  @Test(
    "so is one on a read-only file system, and one in a directory of somebody else",
    .enabled(if: isRoot && namespacesAllowed, "mounting and changing the user need root"),
    arguments: [
      "--csv @/closed/x.csv", "--json @/closed/old.json", "--report @/closed", "--report @/closed/new",
    ])
  func forbidden(outputs: String) async throws {
    let scratch = try Scratch()
    try await shell(
      "mkdir closed; chmod 755 closed .; chmod 755 copycost-worker; mkdir -m 777 open", in: scratch)
    let mounted =
      "mount -t tmpfs none \(scratch.path("closed")) && touch \(scratch.path("closed"))/old.json "
      + "&& mount -o remount,ro \(scratch.path("closed")) && "
    try await expectRefused(
      outputs, 1, "cannot be", in: scratch,
      behind: ["unshare", "-m", "sh", "-c", mounted + #"exec "$0" "$@""#])
    try await expectRefused(outputs, 1, "cannot be", in: scratch, behind: asNobody)
  }

  @Test(
    "a file that may not be written is not replaced",
    .enabled(if: isRoot, "changing the user needs root"))
  func protected() async throws {
    let scratch = try Scratch()
    try await shell("chmod 755 . copycost-worker; mkdir -m 777 open; touch open/theirs.csv", in: scratch)
    try await expectRefused("--csv @/open/theirs.csv", 1, "Permission denied", in: scratch, behind: asNobody)
  }

  @Test("an archive without a name, or with one that SQLite takes for memory, is a file or refused")
  func names() async throws {
    let scratch = try Scratch()
    let sweep =
      ["sweep", "--primitive", "two-copy", "--size", "4Ki", "--flows", "1", "--rounds", "1"] + small
    let nameless = try await end(of: start(sweep + ["--archive", ""], in: scratch))
    #expect(nameless.status == .exited(2) && nameless.errors.contains("has no name"), "\(nameless.errors)")
    let memory = try await end(
      of: start(
        sweep + ["--archive", ":memory:"], in: scratch, behind: ["env", "--chdir", scratch.directory]))
    #expect(memory.status == .exited(0), "\(memory.errors)")
    #expect(try SampleArchive(reading: scratch.path(":memory:")).sampleCount(sweep: 1) == 1)
    let run = try await copycost("run", "--duration", "50ms", behind: ["env", "TMPDIR=/proc/none"])
    #expect(run.status == .exited(1) && run.errors.contains("Name a directory that can be written in TMPDIR"))
  }

  @Test("files may be wanted in the directory of a report that is not there yet")
  func beside() async throws {
    let scratch = try Scratch()
    let out = scratch.path("new/out")
    let arguments =
      ["sweep", "--primitive", "two-copy", "--size", "4Ki", "--flows", "1", "--rounds", "1"] + small
      + ["--archive", "\(out)/a.db", "--csv", "\(out)/a.csv", "--report", out]
    let outcome = try await end(
      of: start(arguments, in: scratch, behind: ["env", "COPYCOST_CHARTS_PYTHON=/nonexistent/python3"]))
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    #expect(FileManager.default.fileExists(atPath: "\(out)/a.csv"))
  }

  private func expectRefused(
    _ outputs: String, _ status: Int32, _ words: String, in scratch: Scratch, behind prefix: [String] = []
  ) async throws {
    func placed(_ text: String) -> String { text.replacing("@", with: scratch.directory) }
    let archive = scratch.path(
      FileManager.default.fileExists(atPath: scratch.path("open")) ? "open/a.db" : "a.db")
    let arguments =
      ["sweep", "--archive", archive] + outputs.split(separator: " ").map { placed(String($0)) }
    let outcome = try await end(of: start(arguments, in: scratch, behind: prefix))
    #expect(outcome.status == .exited(status), "\(outcome.errors)")
    #expect(
      outcome.errorLines.count == 1 && outcome.errors.contains("nothing was run")
        || outcome.errors.contains("no report was written"), "\(outcome.errors)")
    #expect(outcome.errors.contains(placed(words)), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: archive))
  }
}
