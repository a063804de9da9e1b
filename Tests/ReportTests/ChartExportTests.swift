import Foundation
import Records
import Testing

@testable import Report

@Suite("the matplotlib script")
struct ChartExportTests {
  /// Runs the script as a module that plots nothing, and prints its data as JSON.
  private static let reader = """
    import json, sys, types
    package, plots = types.ModuleType("matplotlib"), types.ModuleType("matplotlib.pyplot")
    package.use, package.pyplot = (lambda backend: None), plots
    sys.modules.update({"matplotlib": package, "matplotlib.pyplot": plots})
    scope = {"__name__": "plot"}
    exec(compile(sys.stdin.read(), "plot.py", "exec"), scope)
    print(json.dumps({"rows": scope["ROWS"], "looks": scope["LOOKS"], "charts": scope["CHARTS"]}))
    """

  private static func data(_ source: ExportSource) throws -> [String: Any] {
    let script = try Fixture.export(MatplotlibExporter.self, source)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", reader]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
    try input.fileHandleForWriting.close()
    let read = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try #require(JSONSerialization.jsonObject(with: read) as? [String: Any])
  }

  @Test("it holds the medians of every cell, and no figure for a counter that was not read")
  func medians() throws {
    let data = try Self.data(Fixture.source())
    let rows = try #require(data["rows"] as? [[String: Any]])
    #expect(rows.map { $0["series"] as? String } == Fixture.primitives)
    #expect(rows.map { ($0["goodput_gbps"] as? [Any])?.first as? Double } == [10.125, 12.125, 14.0625])
    #expect(rows.allSatisfy { $0["sender_cycles_per_byte"] == nil })
    let charts = try #require(data["charts"] as? [[Any]])
    let cycles = try #require(
      charts.first { $0[0] as? String == "cycles-per-byte-vs-size" }?[3] as? [[String]])
    #expect(cycles.map { $0[2] } == Array(repeating: "no hardware PMU (ENOENT)", count: 2))
  }

  @Test("a hostile name stays a string of the script")
  func hostile() throws {
    let name = "\"]\nimport os#\\'''"
    let cell = Fixture.cell(name)
    let samples = (0..<3).map { Fixture.sample(cell, round: $0, gigabits: 10) }
    let data = try Self.data(Fixture.source(samples, cells: [cell]))
    #expect((data["looks"] as? [String: Any])?.keys.first == name)
    let none = try Self.data(Fixture.source([], cells: []))
    #expect((none["rows"] as? [Any])?.isEmpty == true)
  }
}
