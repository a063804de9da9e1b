import Analysis
import Foundation
import Records
import Testing

@testable import Report

@Suite("No 0 stands for a figure that was not read")
struct UnreadTests {
  private static let quantities = SampleColumns.all().compactMap(\.quantity)

  /// Every reading of any column, each read (never as 0, so that any 0 is a lie), unread, not finite or
  /// missing.
  private static func sample(_ round: Int, using generator: inout SeededGenerator) -> Sample {
    let primitive = Fixture.primitives.randomElement(using: &generator) ?? "two-copy"
    let readings = quantities.compactMap { quantity -> Reading? in
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: nil
      case 1:
        Fixture.unread(quantity.metric, quantity.side, "reason \(Int.random(in: 0..<9, using: &generator))")
      case 2: Fixture.reading(quantity.metric, quantity.side, [.nan, .infinity, -.infinity][round % 3])
      default:
        Fixture.reading(quantity.metric, quantity.side, Double.random(in: 1e9...9e9, using: &generator))
      }
    }
    return Sample(cell: Fixture.cell(primitive), round: round, order: 0, readings: readings)
  }

  private static func samples() -> [Sample] {
    var generator = SeededGenerator(seed: 11)
    return (0..<400).map { sample($0, using: &generator) }
  }

  @Test("in a CSV field, whatever the combination of read and unread figures")
  func csv() throws {
    let samples = Self.samples()
    let columns = SampleColumns.all()
    let table = parsedCSV(try Fixture.export(CSVExporter.self, Fixture.source(samples)))
    for (sample, fields) in zip(samples, table.dropFirst()) {
      let row = Dictionary(uniqueKeysWithValues: zip(table[0], fields))
      let unavailable = row["unavailable", default: ""].split(separator: "; ").map {
        $0.split(separator: "=")[0]
      }
      for column in columns {
        guard let quantity = column.quantity else { continue }
        let isRead = sample.value(of: quantity) != nil
        let wasTried = sample.reading(quantity.metric, quantity.side) != nil
        #expect(row[column.name]?.isEmpty == !isRead)
        #expect(unavailable.contains { $0 == column.name } == (wasTried && !isRead))
      }
    }
  }

  @Test("in JSON and JSON lines: null with a reason, or a number without one")
  func json() throws {
    let samples = Self.samples()
    let source = Fixture.source(samples)
    let document = try JSONDecoder().decode(
      Document.self, from: Data(try Fixture.export(JSONExporter.self, source).utf8))
    let lines = try Fixture.export(JSONLinesExporter.self, source).split(separator: "\n").map {
      try JSONDecoder().decode(Document.Sample.self, from: Data($0.utf8))
    }
    for decoded in [document.samples, lines] {
      try #require(decoded.count == samples.count)
      for (sample, decoded) in zip(samples, decoded) {
        #expect(
          decoded.readings.map(\.value) == sample.readings.map { $0.value.flatMap { $0.isFinite ? $0 : nil } }
        )
        #expect(decoded.readings.allSatisfy { ($0.value == nil) == ($0.reason != nil) })
      }
    }
  }

  private struct Document: Decodable {
    struct Reading: Decodable {
      var value: Double?
      var reason: String?
    }

    struct Sample: Decodable {
      var readings: [Reading]
    }

    var samples: [Sample]
  }

  @Test("in the assignment layout")
  func assignment() throws {
    let samples = Self.samples()
    let table = parsedCSV(try Fixture.export(AssignmentExporter.self, Fixture.source(samples)))
    #expect(table.count > 1)
    for row in table.dropFirst() {
      #expect(row.allSatisfy { $0 != "0" && $0 != "0.0" })
    }
  }

  @Test("in the summary table and in Markdown")
  func tables() throws {
    let cells = Fixture.primitives.map { Fixture.cell($0) }
    let samples = cells.enumerated().map { order, cell in
      Sample(
        cell: cell, round: 0, order: order,
        readings: [Fixture.unread("goodput", .flow), Fixture.unread("cpu_ns_per_byte", .sender)],
        failure: order == 2 ? "died" : nil)
    }
    let summary = SweepSummary(cells: cells, samples: samples)
    for line in SummaryTable(summary).text().split(separator: "\n")
    where line.contains("-copy") && !line.contains(":") {
      let figures = line.split(separator: " ").dropFirst(3)
      #expect(figures.allSatisfy { Double($0) != 0 && !$0.hasPrefix("0.") && $0 != "0%" }, "\(line)")
    }
    let markdown = try Fixture.export(MarkdownExporter.self, Fixture.source(samples))
    #expect(!markdown.contains("| 0 |") && !markdown.contains("| 0.0"))
  }

  @Test("and a small measured figure is not rounded to 0")
  func smallFigures() {
    #expect(NumberText.figure(0) == "0")
    #expect(NumberText.figure(0.0001) == "<0.001")
    #expect(NumberText.figure(-0.0001) == ">-0.001")
    #expect(NumberText.figure(0.0005) == "0.001")
  }
}
