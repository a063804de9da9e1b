import Foundation
import Records

@testable import Analysis
@testable import Report

extension Fixture {
  /// Three primitives over four sizes and two flows, six rounds: enough for intervals, charts and answers.
  static func grid(hostile: String? = nil) -> ExportSource {
    var cells: [Cell] = []
    for primitive in primitives + (hostile.map { [$0] } ?? []) {
      for bytes in [1024, 8192, 65536, 524_288] {
        for flows in [1, 2] { cells.append(cell(primitive, bytes, flows: flows)) }
      }
    }
    var generator = SeededGenerator(seed: 7)
    var samples: [Sample] = []
    for round in 0..<6 {
      for (order, cell) in cells.enumerated() {
        let size = Double(cell.messageBytes).squareRoot() / 20
        let noise = Double.random(in: 0.98...1.02, using: &generator)
        let gigabits = size * Double(cell.flows) * (cell.primitive == "one-copy" ? 1.3 : 1) * noise
        var sample = sample(cell, round: round, order: order, gigabits: gigabits)
        if let hostile, order == 0 {
          sample.caveats = [
            Caveat(kind: hostile, cause: "\(hostile)", effect: "\(hostile)", remedy: "\(hostile)")
          ]
        }
        samples.append(sample)
      }
    }
    var sweep = sweep(cells: cells)
    if let hostile {
      sweep.host.facts.append(.init("cpu.model", hostile))
      sweep.host.facts.append(.init(hostile, unavailable: Prose(hostile)))
      sweep.host.facts.removeAll { $0.name == "cpu.model" && $0.value != hostile }
      sweep.caveats.append(
        Caveat(kind: "note", cause: "\(hostile)", effect: "\(hostile)", remedy: "\(hostile)"))
      sweep.command = "copycost sweep --note \(hostile)"
    }
    return ExportSource(sweep: sweep, metrics: [metric("goodput", "bit/s")], samples: samples)
  }

  static func contents(_ source: ExportSource, charts: [ChartFigure]? = nil) throws -> ReportContents {
    let input = try ReportInput(source)
    return ReportContents(input, answers: AnswersDocument(input), charts: charts ?? Charts.figures(input))
  }

  /// A page without a script, in which charts are tables.
  static func page(_ source: ExportSource) throws -> String {
    try HTMLReport(contents(source), script: .missing("vl-convert is not installed")).text()
  }
}

/// Runs a Python program on a page and answers what it prints.
func python(_ arguments: [String], input: String = "") throws -> (status: Int32, output: String) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
  process.arguments = arguments
  let (given, printed) = (Pipe(), Pipe())
  process.standardInput = given
  process.standardOutput = printed
  try process.run()
  given.fileHandleForWriting.write(Data(input.utf8))
  try given.fileHandleForWriting.close()
  let output = printed.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

/// A file that is gone when the test is over.
final class TemporaryFile {
  let path: String

  init(_ text: String, named name: String) throws {
    let directory = NSTemporaryDirectory() + "copycost-page-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    path = "\(directory)/\(name)"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  deinit { try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent) }
}
