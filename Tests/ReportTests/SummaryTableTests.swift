import Analysis
import Foundation
import Records
import Synchronization
import Tables
import Testing

@testable import Report

@Suite("The table a sweep prints")
struct SummaryTableTests {
  private static func table(_ source: ExportSource) throws -> String {
    SummaryTable(try source.summary()).text()
  }

  @Test("has a row per cell with median, spread, count, ratio, costs and limit")
  func rows() throws {
    let lines = try Self.table(Fixture.source()).split(separator: "\n").map(String.init)
    let fields = lines[3].split(separator: " ").map(String.init)
    #expect(
      fields == [
        "one-copy", "4Ki", "1", "12.13", "1.0%", "3", "+19.8%", "0.125", "0.125", "0.310", "sender-cpu",
        "[a]",
      ])
    #expect(lines[4].contains(" 2/3 ") && lines[4].contains(" 98-100 ") && lines[4].contains("[b]"))
    #expect(lines[2].hasPrefix("two-copy "))
  }

  @Test("explains each kind of caveat, each failure and what was not read once underneath")
  func notes() throws {
    let text = try Self.table(Fixture.source())
    #expect(text.contains("[a] conservation (1 sample): 3 bytes, lost: untrue. Measure again."))
    #expect(text.contains("[b] no measurement (1 sample): receiver said \"no\", and died"))
    #expect(text.contains("not read: cycles, instructions: no hardware PMU (ENOENT)"))
  }

  @Test("says in how many samples a counter was not read when it was read in others")
  func partlyRead() throws {
    var samples = (0..<3).map { Fixture.sample(Fixture.cell("two-copy"), round: $0, gigabits: 1) }
    samples[1].readings = [Fixture.reading("cycles", .sender, 5)]
    #expect(try Self.table(Fixture.source(samples)).contains("not read (2 of 3 samples): sender cycles"))
  }

  @Test("fits 120 columns with long names, two links, every kind of mark and large figures")
  func width() throws {
    var samples: [Sample] = []
    let cells = ["two-copy", "iperf3-zerocopy", "zero-copy", "a-very-long-primitive-of-some-peer"].flatMap {
      name in
      ["loopback", "veth"].map { Fixture.cell(name, 1 << 30, flows: 1024, link: $0) }
    }
    for round in 0..<4 {
      for cell in cells {
        var sample = Fixture.sample(cell, round: round, gigabits: 1234.5 + Double(round) * 400)
        sample.limitedBy = round < 3 ? .receiveWindow : .sendBuffer
        sample.caveats = (0..<3).map {
          Caveat(
            kind: "kind-\($0)", cause: Prose(String(repeating: "cause ", count: 20)), effect: "e", remedy: "r"
          )
        }
        sample.readings += [Fixture.reading("zerocopy_notifications", .flow, 1000)]
        sample.readings += [Fixture.reading("zerocopy_notifications_copied", .flow, 997)]
        samples.append(sample)
      }
    }
    let lines = try Self.table(Fixture.source(samples, cells: cells)).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 120 }, "\(lines.max { $0.count < $1.count } ?? "")")
    #expect(lines.contains { $0.contains("98-100 (>99)") })
  }

  @Test("shows what else tells cells apart, and only where it does")
  func axes() throws {
    #expect(try !Self.table(Fixture.source()).contains("link"))
    var cells = [Fixture.cell("two-copy"), Fixture.cell("two-copy")]
    cells[1].options.receiveBufferBytes = 16384
    let samples = cells.enumerated().map { Fixture.sample($1, round: 0, order: $0, gigabits: 1) }
    let lines = try Self.table(Fixture.source(samples, cells: cells)).split(separator: "\n")
    #expect(lines[0].contains("recv") && lines[1].contains("buffer") && !lines[1].contains("link"))
    #expect(lines[2].contains(" 256Ki ") && lines[3].contains(" 16Ki "))
  }

  @Test("says so when nothing was sampled")
  func nothing() {
    #expect(SummaryTable(SweepSummary(samples: [])).text().contains("No cell was sampled."))
  }

  @Test("a share that is not none or all is not rounded to it")
  func shares() throws {
    var sample = Fixture.sample(Fixture.cell("zero-copy"), round: 0, gigabits: 1)
    let copied = ["zerocopy_completions": 1e6, "zerocopy_copied_low": 1, "zerocopy_copied_high": 999_999]
    sample.readings = Readings(copied.map { Fixture.reading($0.key, .flow, $0.value) })
    #expect(try Self.table(Fixture.source([sample])).contains("<1->99"))
  }
}

@Suite("Other exports")
struct OtherExportTests {
  @Test("the assignment layout has one row per cell, with empty fields where nothing was read")
  func assignment() throws {
    let lines = try Fixture.export(AssignmentExporter.self, Fixture.source()).split(separator: "\n")
    #expect(
      lines == [
        "Implementation,MessageSize,NumThreads,Throughput_Gbps,Latency_us,TotalBytes,CPU_Cycles,Instructions,"
          + "LLC_Misses,L1_Misses,ContextSwitches,TimeElapsed_sec,ZeroCopy_Copied_Low,ZeroCopy_Copied_High",
        "A1,4096,1,10.125,1.51,506250000,,,,,0,0.4,,", "A2,4096,1,12.125,1.51,606250000,,,,,0,0.4,,",
        // Two of its three samples count: the median lies between them.
        "A3,4096,1,14.0625,1.51,703125000,,,,,0,0.4,0.98,1",
      ])
  }

  @Test("the assignment layout holds the medians of the report, and A/A twins have no row")
  func assignmentMedians() throws {
    var cells = [4096, 65536].flatMap { size in Fixture.primitives.map { Fixture.cell($0, size) } }
    cells += cells.prefix(2).map(TwinCells.twin)
    var generator = SeededGenerator(seed: 7)
    let samples = cells.enumerated().flatMap { order, cell in
      (0..<6).map {
        Fixture.sample(cell, round: $0, order: order, gigabits: Double.random(in: 1...90, using: &generator))
      }
    }
    let source = Fixture.source(samples, cells: cells)
    let table = parsedCSV(try Fixture.export(AssignmentExporter.self, source))
    #expect(table.count == 1 + 6)
    #expect(!table[0].contains("variant"))
    let input = try ReportInput(source)
    for (row, cell) in zip(table.dropFirst(), cells) {
      let median = try #require(input.figures[cell, Figures.goodput]?.median)
      #expect(abs((Double(row[3]) ?? 0) / median - 1) < 1e-5)
      #expect(row.allSatisfy { $0.count { $0.isNumber } <= 10 }, "\(row)")
    }
  }

  @Test("cells that the assignment layout cannot tell apart get a column that does")
  func assignmentWithLinks() throws {
    let cells = ["loopback", "veth"].map { Fixture.cell("two-copy", link: $0) }
    let samples = cells.enumerated().map { Fixture.sample($1, round: 0, order: $0, gigabits: 1) }
    let table = parsedCSV(try Fixture.export(AssignmentExporter.self, Fixture.source(samples, cells: cells)))
    // Right behind the twelve columns of the layout; the copied shares follow.
    #expect(table.map { $0[12] } == ["link", "loopback", "veth"])
    #expect(table[0].suffix(2) == ["ZeroCopy_Copied_Low", "ZeroCopy_Copied_High"])
  }

  @Test("what the assignment layout writes can be read back as a grid")
  func assignmentReadBack() throws {
    let text = try Fixture.export(AssignmentExporter.self, Fixture.source())
    let grid = try PublishedGrid(text: text, name: "ours")
    #expect(grid.primitives == Fixture.primitives)
    #expect(grid.messageBytes == [4096])
  }

  @Test("Markdown rows have the same number of fields, whatever texts hold")
  func markdown() throws {
    let text = try Fixture.export(MarkdownExporter.self, Fixture.source())
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(rows.count == 5)
    #expect(Set(rows.map { $0.count(where: { $0 == "|" }) }).count == 1)
    #expect(text.contains("CPU \\| model"))
    #expect(text.contains("cpu.governor: unknown (no cpufreq)"))
    #expect(text.contains("a packet tap: copies. Stop it."))
  }

  @Test(
    "every sample is written before the next is read, so that a sweep of any length passes through",
    arguments: ["csv", "json", "jsonl"])
  func streaming(_ format: String) throws {
    // Samples and rows so far.
    let counts = Mutex((read: 0, written: 0))
    let sample = Fixture.sample(Fixture.cell("two-copy"), round: 0, gigabits: 1)
    let source = ExportSource(sweep: Fixture.sweep(), metrics: [], quantities: []) { body in
      for _ in 0..<100 {
        counts.withLock { counts in
          #expect(counts.written == counts.read)
          counts.read += 1
        }
        try body(sample)
      }
    }
    try Exporters.named(format).write(source) { text in
      counts.withLock { if text.contains("two-copy"), $0.read > 0 { $0.written += 1 } }
    }
    #expect(counts.withLock { $0.written } == 100)
  }

  @Test("an unknown format is refused with the known ones")
  func unknownFormat() throws {
    let error = try #require(throws: UsageError.self) { try Exporters.named("xls") }
    #expect(Exporters.names.allSatisfy { error.description.contains($0) })
  }

  @Test("a file appears whole or not at all, and a link is written through")
  func files() throws {
    let directory = NSTemporaryDirectory() + "copycost-report-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let path = "\(directory)/out.csv"
    let expected = try Fixture.export(CSVExporter.self, Fixture.source())
    for _ in 0..<2 {
      try ExportFile.write(Fixture.source(), as: CSVExporter.self, to: path)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == expected)
    }
    struct Broken: Error {}
    let broken = ExportSource(sweep: Fixture.sweep(), metrics: [], quantities: []) { _ in throw Broken() }
    #expect(throws: Broken.self) { try ExportFile.write(broken, as: CSVExporter.self, to: path) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == expected)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["out.csv"])
    let link = "\(directory)/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    try ExportFile.write(Fixture.source([]), as: CSVExporter.self, to: link)
    #expect(
      try String(contentsOfFile: path, encoding: .utf8)
        == Fixture.export(CSVExporter.self, Fixture.source([])))
  }

  /// A node of our own with the numbers of /dev/full: a mistake in the code under test must not cost the machine its.
  @Test("a device is written to, never replaced", .enabled(if: geteuid() == 0, "mknod(2) needs root"))
  func device() throws {
    let path = NSTemporaryDirectory() + "copycost-full-\(UUID().uuidString)"
    let node = try Process.run(URL(fileURLWithPath: "/usr/bin/mknod"), arguments: [path, "c", "1", "7"])
    node.waitUntilExit()
    try #require(node.terminationStatus == 0)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let full = #expect(throws: OperationError.self) {
      try ExportFile.write(Fixture.source(), as: CSVExporter.self, to: path)
    }
    #expect(full?.description.contains(path) == true)
    let type = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    #expect(type == .typeCharacterSpecial)
  }
}
