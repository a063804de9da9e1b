import Analysis
import Foundation
import Records
import Testing

@testable import Report

@Suite("What doctor prints")
struct DoctorOutputTests {
  /// One thing of each kind: a refusal, a limit, each weight of finding, clear and unknown checks.
  private static let host = HostFacts(facts: [
    HostFacts.Fact("build", "debug: \"quoted\" ä"),
    HostFacts.Fact("can.perf.software", "yes"),
    HostFacts.Fact("can.perf.hardware", unavailable: "no hardware PMU (ENOENT)", .noPMU),
    HostFacts.Fact("can.perf.samples", "yes"),
    HostFacts.Fact("clocksource", "tsc"),
    HostFacts.Fact("cpu.turbo", "on"),
    HostFacts.Fact("cpu.governors", unavailable: "no CPU has cpufreq/scaling_governor"),
    HostFacts.Fact("sysctl.net.ipv4.tcp_congestion_control", "bbr"),
  ])
  private static let report = DoctorReport(Checkup(host: host))
  private static let document = DoctorDocument(report, host: host).text()

  /// The document as any reader would take it, without a line of the writer's code.
  private struct Read: Decodable {
    var schema: String
    var copycost: String
    var grade: Grade
    var abilities: [Ability]
    var findings: [DoctorFinding]
    var clear: [QuietCheck]
    var unchecked: [QuietCheck]
    var host: [HostFacts.Fact]
  }

  private static func json(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try encoder.encode(value)
  }

  @Test("the document reads back as the report and the facts it was made from")
  func roundTrip() throws {
    let read = try JSONDecoder().decode(Read.self, from: Data(Self.document.utf8))
    #expect(read.schema == "copycost-doctor/1")
    #expect(read.copycost == copycostVersion)
    #expect(read.grade == Self.report.grade)
    #expect(try Self.json(read.abilities) == Self.json(Self.report.abilities))
    #expect(try Self.json(read.findings) == Self.json(Self.report.findings))
    #expect(try Self.json(read.clear) == Self.json(Self.report.clear))
    #expect(try Self.json(read.unchecked) == Self.json(Self.report.unchecked))
    // The document is for people and tools: which refusal a rule looked at is not in it.
    #expect(read.host.count == Self.host.facts.count)
    for (fact, told) in zip(Self.host.facts, read.host) {
      #expect(fact.name == told.name && fact.agrees(with: told))
    }
    #expect(Self.document.hasSuffix("}\n"))
    #expect(Set(read.findings.map(\.weight)) == Set(DoctorFinding.Weight.allCases))
  }

  @Test("the text names everything with its reason, effect and remedy, and keeps to the width")
  func text() {
    let text = DoctorText(Self.report).text(width: 90)
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    func says(_ part: String) -> Bool {
      words.contains(part.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }
    #expect(text.hasPrefix("Grade \(Self.report.grade.rawValue): "))
    for ability in Self.report.abilities {
      #expect(says("\(ability.status.rawValue) \(ability.name): \(ability.enables.rendered)"))
      for part in [ability.reason, ability.remedy].compactMap(\.self) { #expect(says(part.rendered)) }
    }
    for finding in Self.report.findings {
      #expect(says("\(finding.weight.rawValue) \(finding.name): \(finding.cause.rendered)"))
      #expect(says("\(finding.effect.rendered) -> \(finding.remedy.rendered)"))
    }
    for check in Self.report.clear { #expect(says("\(check.name) (\(check.text.rendered))")) }
    for check in Self.report.unchecked { #expect(says("unknown \(check.name): \(check.text.rendered)")) }
    // The grade's line is one line by promise.
    for line in text.split(separator: "\n").dropFirst() { #expect(line.count <= 90, "\(line)") }
  }

  @Test("a machine without findings says so")
  func nothing() {
    #expect(DoctorText(DoctorReport(Checkup(host: HostFacts()))).text().contains("nothing was found"))
  }

  /// Debian's python3-jsonschema, so that the judge is not of our making.
  private static func validate(_ document: String) throws -> (status: Int32, text: String) {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let program = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      judge = jsonschema.Draft202012Validator
      judge.check_schema(schema)
      errors = list(judge(schema).iter_errors(json.loads(sys.stdin.read())))
      for error in errors: print(list(error.absolute_path), error.message[:200])
      sys.exit(3 if errors else 0)
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    let schema = root.appendingPathComponent("Schemas/copycost-doctor-1.schema.json").path
    process.arguments = ["-c", program, schema]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(document.utf8))
    try input.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  private static let canValidate = (try? validate("{}").status) == 3

  @Test("the document follows its schema", .enabled(if: canValidate, "needs Debian's python3-jsonschema"))
  func schema() throws {
    let verdict = try Self.validate(Self.document)
    #expect(verdict.status == 0, "\(verdict.text)")
  }

  @Test(
    "the schema refuses a refusal without reason or remedy, and another version",
    .enabled(if: canValidate, "needs Debian's python3-jsonschema"),
    arguments: [
      ("copycost-doctor/1", "copycost-doctor/2"),
      (#""reason":"no hardware PMU (ENOENT)","remedy""#, #""reason":null,"remedy""#),
      (#""value":null,"reason":"no CPU has cpufreq/scaling_governor""#, #""value":null"#),
    ])
  func refusals(_ good: String, _ bad: String) throws {
    let broken = Self.document.replacing(good, with: bad, maxReplacements: 1)
    try #require(broken != Self.document)
    #expect(try Self.validate(broken).status == 3)
  }
}
