import Foundation
import Records
import Testing

@testable import Report

@Suite("JSON exports follow Schemas/copycost-1.schema.json")
struct SchemaTests {
  private static let schema: String = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return package.appendingPathComponent("Schemas/copycost-1.schema.json").path
  }()

  /// Debian's python3-jsonschema, so that the judge is not of our making.
  private static let canValidate = (try? python("import jsonschema", "", "").status) == 0

  private static let program = """
    import json, sys, jsonschema
    schema = json.load(open(sys.argv[1]))
    judge = jsonschema.Draft202012Validator
    judge.check_schema(schema)
    text = sys.stdin.read()
    if sys.argv[2] == "lines":
        part = {"$ref": "#/$defs/sampleLine", "$defs": schema["$defs"]}
        documents = [json.loads(line) for line in text.splitlines()]
    else:
        part, documents = schema, [json.loads(text)]
    assert documents
    errors = [error for document in documents for error in judge(part).iter_errors(document)]
    for error in errors: print(list(error.absolute_path), error.message[:200])
    sys.exit(1 if errors else 0)
    """

  private static func python(
    _ program: String, _ kind: String, _ input: String, schema: String = schema
  ) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", program, schema, kind]
    let (standardInput, standardOutput) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    process.standardError = standardOutput
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try standardInput.fileHandleForWriting.close()
    let text = String(decoding: standardOutput.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test("a whole sweep", .enabled(if: canValidate, "needs Debian's python3-jsonschema"))
  func document() throws {
    let text = try Fixture.export(JSONExporter.self, Fixture.source())
    let verdict = try Self.python(Self.program, "document", text)
    #expect(verdict.status == 0, "\(verdict.text)")
    #expect(text.contains("\"seed\":18446744073709551615"))
    #expect(text.contains("\"started_at\":\"2023-11-14T22:13:20Z\""))
  }

  @Test("ledgers of a sweep and of explain", .enabled(if: canValidate, "needs Debian's python3-jsonschema"))
  func ledgers() throws {
    let source = ExportSource(
      sweep: Fixture.sweep(), metrics: [], samples: [], ledgers: LedgerTableTests.entries)
    let text = try Fixture.export(JSONExporter.self, source)
    let verdict = try Self.python(Self.program, "document", text)
    #expect(verdict.status == 0, "\(verdict.text)")
    var explanation = ExplainTests.explanation
    let explained = Self.schema.replacing("copycost-1", with: "copycost-explain-1")
    for payers in [nil, Finding.found(LedgerTableTests.payers), .missing(reason: "hidden")] {
      explanation.subject.ledger.payers = payers
      let verdict = try Self.python(
        Self.program, "document", ExplainReport.json(explanation), schema: explained)
      #expect(verdict.status == 0, "\(verdict.text)")
    }
    for (good, bad) in [
      (#""ledger":null,"reason":"another program""#, #""ledger":null,"reason":null"#),
      (#""contexts":null,"reason":"none of 90 samples""#, #""contexts":null,"reason":null"#),
      (#""high":null,"reason":"perf_event_paranoid=2""#, #""high":null,"reason":null"#),
      (#""stage":"gather""#, #""stage":"guess""#),
    ] {
      let broken = text.replacing(good, with: bad, maxReplacements: 1)
      try #require(broken != text)
      #expect(try Self.python(Self.program, "document", broken).status == 1, "\(bad)")
    }
  }

  @Test("the schema describes what cells differ in, and nothing else")
  func axes() throws {
    let text = try Data(contentsOf: URL(fileURLWithPath: Self.schema))
    let document = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
    let parts = try #require(document["$defs"] as? [String: [String: Any]])
    for (part, axes) in [("cell", CellAxis.coordinates), ("options", CellAxis.options)] {
      let properties = try #require(parts[part]?["properties"] as? [String: Any])
      #expect(Set(properties.keys).subtracting(["options"]) == Set(axes.map(\.key)), "\(part)")
    }
  }

  @Test("a sweep by cells", .enabled(if: canValidate, "needs Debian's python3-jsonschema"))
  func cells() throws {
    let text = try Fixture.export(CellsJSONExporter.self, Fixture.source())
    let schema = Self.schema.replacing("copycost-1", with: "copycost-cells-1")
    let verdict = try Self.python(Self.program, "document", text, schema: schema)
    #expect(verdict.status == 0, "\(verdict.text)")
    #expect(text.contains("\"reason\":\"3 of the 6 rounds"))
    let none = try Fixture.export(CellsJSONExporter.self, Fixture.source([]))
    #expect(try Self.python(Self.program, "document", none, schema: schema).status == 0)
    let broken = text.replacing("\"verdict\"", with: "\"word\"")
    #expect(try Self.python(Self.program, "document", broken, schema: schema).status == 1)
  }

  @Test(
    "answers of a rich, an empty and a sparse sweep",
    .enabled(if: canValidate, "needs Debian's python3-jsonschema"))
  func answers() throws {
    let schema = Self.schema.replacing("copycost-1", with: "copycost-answers-1")
    var sparse = AnswerSweep.rich
    sparse.lost = 0.3
    sparse.rounds = 4
    let sources = [
      AnswerSweep.rich.source(), Fixture.source([], cells: []), sparse.source(), Fixture.source(),
    ]
    for source in sources {
      let text = try AnswersDocument(ReportInput(source)).json()
      let verdict = try Self.python(Self.program, "document", text, schema: schema)
      #expect(verdict.status == 0, "\(verdict.text)")
    }
    let text = try AnswersDocument(ReportInput(sources[0])).json()
    for (good, bad) in [
      ("\"kind\":\"derived\"", "\"kind\":\"fact\""), ("\"upper\"", "\"top\""),
      ("\"sentences\":[", "\"sentences\":[],\"x\":["),
    ] {
      let broken = text.replacing(good, with: bad, maxReplacements: 1)
      try #require(broken != text)
      #expect(try Self.python(Self.program, "document", broken, schema: schema).status == 1, "\(good)")
    }
  }

  @Test("answers written piece by piece are the document encoded as a whole")
  func answersInPieces() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    for source in [AnswerSweep.rich.source(), Fixture.source([], cells: [])] {
      let document = AnswersDocument(try ReportInput(source))
      let whole = String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
      #expect(try document.json() == whole)
    }
  }

  @Test("cells written piece by piece are the document encoded as a whole")
  func cellsInPieces() throws {
    let source = AnswerSweep.rich.source()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let whole = String(decoding: try encoder.encode(CellsDocument(source)), as: UTF8.self) + "\n"
    #expect(try Fixture.export(CellsJSONExporter.self, source) == whole)
  }

  @Test("a row per cell and measure, and no claim from one round")
  func cellRows() throws {
    let rows = try Fixture.export(CellsCSVExporter.self, Fixture.source()).split(separator: "\n")
    #expect(
      rows[0].hasPrefix("sweep,primitive,variant,receive,message_bytes,flows,link,measure,unit,n,median,"))
    #expect(rows.count { $0.contains(",two-copy,") && $0.contains(",goodput,") } >= 1)
    let once = Fixture.source([Fixture.sample(Fixture.cell("two-copy"), round: 0, gigabits: 1)])
    #expect(try Fixture.export(CellsJSONExporter.self, once).contains("\"claims\":[]"))
  }

  @Test("a sweep without samples", .enabled(if: canValidate, "needs Debian's python3-jsonschema"))
  func empty() throws {
    let text = try Fixture.export(JSONExporter.self, Fixture.source([]))
    #expect(try Self.python(Self.program, "document", text).status == 0)
  }

  @Test("every line of jsonl", .enabled(if: canValidate, "needs Debian's python3-jsonschema"))
  func lines() throws {
    let text = try Fixture.export(JSONLinesExporter.self, Fixture.source())
    let verdict = try Self.python(Self.program, "lines", text)
    #expect(verdict.status == 0, "\(verdict.text)")
    #expect(text.split(separator: "\n").count == 9)
  }

  @Test(
    "the schema refuses what we promise never to write",
    .enabled(if: canValidate, "needs Debian's python3-jsonschema"),
    arguments: [
      (#""value":null,"reason":"no hardware PMU (ENOENT)""#, #""value":null"#),
      (
        #""value":null,"reason":"no hardware PMU (ENOENT)""#,
        #""value":0,"reason":"no hardware PMU (ENOENT)""#
      ),
      (#""side":"sender""#, #""side":"server""#), (#""schema":"copycost/1""#, #""schema":"copycost/2""#),
    ])
  func refusals(_ good: String, _ bad: String) throws {
    let text = try Fixture.export(JSONExporter.self, Fixture.source())
    let broken = text.replacing(good, with: bad, maxReplacements: 1)
    try #require(broken != text)
    #expect(try Self.python(Self.program, "document", broken).status == 1)
  }

  @Test("texts with quotes, control characters and other alphabets survive a JSON reader")
  func escaping() throws {
    let text = "\"\\/\u{0}\u{1f}\u{7f}\n\r\t ä€😀\u{2028}"
    let decoded = try JSONDecoder().decode([String].self, from: Data(JSON.array([.string(text)]).text.utf8))
    #expect(decoded == [text])
  }
}
