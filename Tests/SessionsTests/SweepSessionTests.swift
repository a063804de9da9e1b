import Foundation
import Lab
import Processes
import Records
import Report
import Testing

@testable import Archive
@testable import Sessions

@Suite(
  "A sweep from its request to archive, table, CSV, JSON and report", .serialized, .timeLimit(.minutes(2)))
struct SweepSessionTests {
  @Test("each sample is read from the archive once, for the table, CSV, JSON and the report together")
  func onePass() async throws {
    let fixture = try SessionFixture()
    var begun = try await fixture.session.begin(
      SessionFixture.request { ($0.primitives, $0.rounds) = (["two-copy", "one-copy"], 3) })
    try await fixture.session.run(&begun)
    var shown = ""
    let outputs = SweepOutputs(
      csv: fixture.path("a.csv"), json: fixture.path("a.json"), report: fixture.path("out"))
    #expect(try await fixture.session.conclude(begun, outputs) { shown += $0 })
    #expect(try begun.archive.sampleCount(sweep: begun.sweep.id) == 6)
    #expect(begun.archive.samplesRead == 6)
    let lines = shown.split(separator: "\n")
    for name in ["two-copy", "one-copy"] { #expect(lines.contains { $0.hasPrefix("\(name) ") }, "\(shown)") }
    #expect(lines.last == "report: \(fixture.path("out"))/report.html")
    #expect(try fixture.text("out/report.html").contains("two-copy"))
    #expect(try fixture.text("out/data.csv") == fixture.text("a.csv"))
    let samples = try begun.archive.samples(sweep: begun.sweep.id)
    expectSound(samples)
    #expect(
      try fixture.rows().rows.map { "\($0["round"] ?? "") \($0["order"] ?? "") \($0["primitive"] ?? "")" }
        == samples.map { "\($0.round) \($0.order) \($0.cell.primitive)" })
  }

  @Test("hot messages and a ring of 4Mi: both kinds of cells in archive, table and CSV")
  func footprints() async throws {
    let fixture = try SessionFixture()
    let footprints = try Footprint.list("hot,4Mi", flag: "--footprint")
    let (samples, shown) = try await fixture.sweep {
      ($0.messageBytes, $0.flows, $0.rounds) = ([65536], [1, 2], 2)
      $0.footprints = footprints
    }
    #expect(samples.count == 3 * 2 * 2 * 2)
    expectSound(samples)
    for footprint in [nil, 4 << 20] {
      #expect(samples.count { $0.cell.options.footprintBytes == footprint } == 12)
      #expect(
        try fixture.rows().rows.count { $0["footprint_bytes"] == (footprint.map { "\($0)" } ?? "") } == 12)
    }
    let rows = shown.split(separator: "\n").filter { $0.hasPrefix("one-copy ") }
    #expect(
      rows.count { $0.contains(" hot ") } == 2 && rows.count { $0.contains(" 4Mi ") } == 2,
      "\(shown)")
  }

  @Test("a measured 0 is a 0, an unread counter is an empty field with its reason")
  func unread() async throws {
    let fixture = try SessionFixture()
    let samples = try await fixture.sweep { _ in }.samples
    let table = try fixture.rows()
    #expect(table.header.starts(with: CSVRows.pinned))
    let hasPMU = ["cpu", "cpu_core", "armv8_pmuv3"].contains {
      FileManager.default.fileExists(atPath: "/sys/bus/event_source/devices/\($0)")
    }
    for row in table.rows {
      let unavailable = (row["unavailable"] ?? "").split(separator: "; ").map { $0.split(separator: "=") }
      for pair in unavailable {
        #expect(pair.count >= 2, "a reason for \(pair)")
        let value = row[String(pair[0])]
        #expect(value == nil || value == "", "\(pair[0]) is \(value ?? "")")
      }
      let names = Set(unavailable.map { String($0[0]) })
      for side in ["sender", "receiver"] {
        for counter in ["cycles", "instructions", "l1d_misses", "llc_misses", "cache_misses"] {
          let column = "\(side)_\(counter)"
          #expect(row[column] != "0" && (row[column] == "") == names.contains(column), "\(column)")
          if !hasPMU { #expect(row[column] == "") }
        }
        #expect((row["\(side)_cpu_ns_per_byte"] == "") == names.contains("\(side)_cpu_ns_per_byte"))
      }
    }
    for sample in samples {
      for reading in sample.readings { #expect((reading.value == nil) != (reading.reason == nil)) }
    }
  }

  private static let judge = """
    import json, sys, jsonschema
    schema = json.load(open(sys.argv[1]))
    document = json.load(open(sys.argv[2]))
    assert document["schema"] == "copycost/1"
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(document))
    for error in errors: print(list(error.absolute_path), error.message[:200])
    print(len(document["samples"]))
    sys.exit(1 if errors else 0)
    """

  @Test("the JSON of a real sweep follows the schema")
  func json() async throws {
    let fixture = try SessionFixture()
    _ = try await fixture.sweep { $0.rounds = 2 }
    let judged = try await ChildProcess.collect([
      "/usr/bin/python3", "-c", Self.judge, "\(SessionFixture.package)/Schemas/copycost-1.schema.json",
      fixture.path("a.json"),
    ])
    #expect(judged.status.isSuccess, "\(judged.output) \(judged.standardErrorTail)")
    #expect(judged.output == "6\n")
  }

  @Test("export writes what sweep wrote")
  func export() async throws {
    let fixture = try SessionFixture()
    _ = try await fixture.sweep { _ in }
    let archive = try SampleArchive(reading: fixture.path("a.db"))
    for format in ["csv", "json"] {
      var exported = ""
      try ExportFile.write(ExportSource.stored(in: archive, sweep: nil), as: Exporters.named(format)) {
        exported += $0
      }
      #expect(exported == (try fixture.text("a.\(format)")))
    }
  }

  @Test("by count: exactly so many messages on every flow")
  func byCount() async throws {
    let fixture = try SessionFixture()
    let samples = try await fixture.sweep {
      ($0.options.messagesPerFlow, $0.messageBytes, $0.flows, $0.rounds) = (200, [9, 65537], [2], 2)
    }.samples
    #expect(samples.count == 12)
    for sample in samples {
      #expect(sample.failure == nil)
      #expect(sample.value("messages", .flow) == 400)
      #expect(sample.value("received_bytes", .flow) == Double(400 * sample.cell.messageBytes))
      #expect(sample.caveats.contains { $0.kind == "by-count" })
    }
  }

  @Test("null is measured beside the others, and a figure it cannot have is empty")
  func null() async throws {
    let fixture = try SessionFixture()
    _ = try await fixture.sweep { ($0.primitives, $0.messageBytes) = (["null", "two-copy"], [4096]) }
    let row = try #require(try fixture.rows().rows.first { $0["primitive"] == "null" })
    #expect(row["goodput_gbps"] == "" && row["received_bytes"] == "")
    #expect(row["unavailable"]?.contains("goodput_gbps=null moves no bytes") == true)
    #expect(row["failure"] == "")
  }
}
