import Foundation
import Testing

@testable import Records

@Suite("Usage errors")
struct UsageErrorTests {
  private static let cell = Cell(primitive: "two-copy", messageBytes: 65536, flows: 2, link: "veth")

  /// One or more of every function that makes a usage error, by its name.
  private static let examples: [(name: String, error: UsageError)] = plans + commands + files + tables

  private static let plans: [(String, UsageError)] = [
    ("messageTooSmall", .messageTooSmall(bytes: 4, fields: 8)),
    ("messageTooLarge", .messageTooLarge(bytes: 2 << 30, most: 1 << 30)),
    ("flows", .flows(0, most: 1024)), ("flows", .flows(1025, most: 1024)),
    ("below", .below("--rounds", 0, least: 1)), ("tooManyFields", .tooManyFields(2000, most: 1024)),
    ("windowTooShort", .windowTooShort(nanoseconds: 0)),
    ("receiveBuffer", .receiveBuffer(bytes: 0, most: 1 << 30)),
    ("receiveBuffer", .receiveBuffer(bytes: 2 << 30, most: 1 << 30)),
    ("unsentLimit", .unsentLimit(bytes: 0, most: 1 << 30)),
    ("baselineNotMeasured", .baselineNotMeasured("contiguous", primitives: ["two-copy", "one-copy"])),
    ("peersWithoutHotMemory", .peersWithoutHotMemory),
    ("noneNamed", .noneNamed("receive primitive", flag: "--receive")),
    ("unknownName", .unknownName("--link", "vteh", nearest: "veth", known: ["loopback", "veth"])),
    ("unknownName", .unknownName("--preset", "x", nearest: nil, known: ["assignment", "quick"])),
    ("notASize", .notASize("12Qi", of: "64,12Qi", flag: "--size")),
    ("notACount", .notACount("many", of: "many", flag: "--flows")),
    ("notAFootprint", .notAFootprint("warm", of: "hot,warm", flag: "--footprint")),
    ("noCache", .noCache(footprint: "llc")),
    (
      "footprintTooLarge",
      .footprintTooLarge("16Gi", message: 4096, needed: "16.6 GiB", available: "8.0 GiB")
    ),
    (
      "memoryLimit",
      .memoryLimit(
        cell, footprint: nil, needed: "2.0 GiB", left: "900 MiB", most: "954 MiB", setting: "ulimit -v")
    ),
    (
      "memoryLimit",
      .memoryLimit(
        cell, footprint: "1Gi", needed: "2.0 GiB", left: "900 MiB", most: "954 MiB", setting: "ulimit -v")
    ),
    (
      "socketBuffer",
      .socketBuffer(
        "--sndbuf", asked: 1 << 20, most: 212_992, setting: "net.core.wmem_max", link: "veth")
    ),
    ("unknownLink", .unknownLink("ethernet", known: ["loopback", "veth"])), ("labName", .labName("a b")),
    ("peer", .peer("iperf3", .receivePrimitive("truncate", known: ["read"]), cell: cell)),
    ("peer", .peer("c-loop", .receivePrimitive("splice", known: ["read", "truncate"]), cell: cell)),
    ("peer", .peer("iperf3", .messagesAbove(1 << 20), cell: cell)),
    ("peer", .peer("iperf3", .flowsAbove(128), cell: cell)),
    ("peer", .peer("iperf3", .differentSocketBuffers, cell: cell)),
    ("peer", .peer("iperf3", .countedMessages, cell: cell)),
  ]

  private static let commands: [(String, UsageError)] = [
    ("resumeWithPlan", .resumeWithPlan), ("nothingToResume", .nothingToResume(archive: "a.db")),
    ("repeatWithResume", .repeatWithResume), ("roundsWithoutEnd", .roundsWithoutEnd),
    ("eventTwice", .eventTwice), ("eventsWithoutCounters", .eventsWithoutCounters),
    ("columnWithoutTable", .columnWithoutTable(option: "--like")),
    ("durationAndMessages", .durationAndMessages), ("noDuration", .noDuration),
    ("cellsFormat", .cellsFormat("jsonl", known: ["csv", "json"])),
    ("exportFormat", .exportFormat("xml", known: ["csv", "json"])),
    ("movesNothing", .movesNothing(primitive: "null")), ("notAGate", .notAGate("faster:5%")),
    ("noProgram", .noProgram("--variant new=/no/such/worker")),
    ("silentBuild", .silentBuild("--variant old=/o/worker", why: "the worker ended: exit 3", protocol: 1)),
    (
      "ignoredOptions",
      .ignoredOptions(
        ["instruments.profile = true"], by: "--variant old=/o/worker (0.1)", cell: cell, isInstalled: false)
    ),
    (
      "ignoredOptions",
      .ignoredOptions(
        ["instruments.profile = true"], by: "the worker beside copycost (0.1)", cell: cell, isInstalled: true)
    ),
    (
      "missingPrimitive",
      .missingPrimitive("zero-copy", of: "--variant old=/o/worker (0.1)", known: ["two-copy", "one-copy"])
    ),
    ("buildNotPlanned", .buildNotPlanned("--variant x=/x", planned: nil)),
    ("buildNotPlanned", .buildNotPlanned("--variant x=/x", planned: "--variant new=/o/worker")),
    (
      "buildsNotNamed",
      .buildsNotNamed(
        archive: "a.db", arguments: "--variant new=/o/worker",
        command: "copycost sweep --resume --archive a.db --variant new=/o/worker")
    ),
  ]

  private static let files: [(String, UsageError)] = [
    ("namelessArchive", .namelessArchive), ("noArchive", .noArchive("a.db")),
    ("emptyArchive", .emptyArchive("a.db")), ("emptySide", .emptySide("a.db:2")),
    ("noSweep", .noSweep(7, in: "a.db", known: [1, 2])),
    ("noSweepToCompare", .noSweepToCompare(7, in: "a.db", known: [1, 2])),
    ("sameFile", .sameFile("--csv a.db", "--archive a.db")),
    ("directoryInPlaceOfFile", .directoryInPlaceOfFile("out", option: "--csv")),
    ("noFileName", .noFileName("out/", option: "--csv")),
    ("fileInPlaceOfDirectory", .fileInPlaceOfDirectory("out", option: "--report")),
    ("directoryInReport", .directoryInReport("out/report.md", option: "--report")),
  ]

  private static let tables: [(String, UsageError)] = [
    ("openQuotation", .openQuotation(in: "t.csv", line: 3)), ("notText", .notText("t.csv")),
    (
      "tableValue",
      .tableValue("-64", under: "size", insteadOf: "message bytes", in: "t.csv", line: 2)
    ),
    ("impossibleMessage", .impossibleMessage(bytes: 1 << 62, fields: 8, in: "t.csv", line: 2)),
    ("unknownColumn", .unknownColumn("client", in: "t.csv", columns: "mode, size, threads")),
    (
      "missingColumn", .missingColumn(of: "flows", role: "flows", in: "t.csv", columns: "mode, size")
    ),
    ("columnsOfOneName", .columnsOfOneName("mode", count: 2, of: "primitive", in: "t.csv")),
    (
      "severalColumns", .severalColumns(["threads", "clients"], of: "flows", role: "flows", in: "t.csv")
    ),
    ("bareBytes", .bareBytes(column: "bytes", in: "t.csv")),
    ("missingSize", .missingSize(in: "t.csv", columns: "mode, threads")),
    ("unitOfSizes", .unitOfSizes("furlong", column: "size", in: "t.csv")),
    ("unitOfRates", .unitOfRates(.none, column: "rate", in: "t.csv")),
    ("unitOfRates", .unitOfRates(.bitsOrBytes("Mb/s"), column: "rate", in: "t.csv")),
    ("unitOfRates", .unitOfRates(.unknown("furlong"), column: "rate", in: "t.csv")),
    ("columnChoice", .columnChoice("threads=many", roles: ["primitive", "size", "flows"])),
    (
      "ambiguousCodes",
      .ambiguousCodes(
        [1, 2], column: "mode", in: "t.csv", primitives: ["two-copy", "one-copy", "zero-copy"])
    ),
    ("emptyTable", .emptyTable("t.csv")),
    ("noGoodput", .noGoodput(in: "t.csv", drops: "1 row without a goodput (line 2)")),
  ]

  /// Names of the functions and constants that make usage errors, as the sources have them.
  private static let declared: Set<String> = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/Records/Usage")
    let files =
      (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    let texts = files.compactMap { try? String(contentsOf: $0, encoding: .utf8) }
    return Set(texts.flatMap { $0.matches(of: /package static (?:func|let) (\w+)/).map { String($0.1) } })
  }()

  @Test("every usage error of the program is an example here")
  func complete() {
    #expect(Self.declared.count > 50)
    #expect(Set(Self.examples.map(\.name)) == Self.declared)
  }

  @Test(
    "each is one line with cause, effect and remedy, and no part says what another said", arguments: examples)
  func form(name: String, error: UsageError) {
    let text = error.description
    print(text)
    #expect(!text.contains { $0.isNewline })
    #expect(text.contains(/^.+?: .+?\. [A-Z].+\.$/))
    // What is to be typed may hold dots and colons of its own.
    let words = text.replacing(/`[^`]*`/, with: "x")
    for doubled in ["  ", "..", ":.", ";.", ",.", "?.", " :", "::"] {
      #expect(!words.contains(doubled), "\(doubled)")
    }
    for once in ["cannot", "nothing was", "Use ", "Name ", "not known", "cannot be run"] {
      #expect(words.ranges(of: once).count <= 1, "\(once)")
    }
  }

  @Test("no two mistakes have the same text")
  func distinct() {
    #expect(Set(Self.examples.map(\.error.description)).count == Self.examples.count)
  }
}
