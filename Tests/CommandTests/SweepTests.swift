import Foundation
import Lab
import Records
import Testing

@testable import Archive

@Suite("A sweep from the command line to archive, table, CSV and JSON", .serialized, .timeLimit(.minutes(2)))
struct SweepTests {
  /// Runs a small sweep of the three primitives, with CSV and JSON beside its archive.
  private func sweep(
    _ arguments: [String], in scratch: Scratch, behind prefix: [String] = []
  ) async throws -> Outcome {
    try await end(
      of: start(
        ["sweep"] + arguments + small
          + [
            "--archive", scratch.path("a.db"), "--csv", scratch.path("a.csv"), "--json",
            scratch.path("a.json"),
          ],
        in: scratch, behind: prefix))
  }

  private func samples(_ scratch: Scratch) throws -> [Sample] {
    try SampleArchive(reading: scratch.path("a.db")).samples(sweep: 1)
  }

  private func table(_ scratch: Scratch) throws -> CSVTable {
    try CSVTable(String(contentsOfFile: scratch.path("a.csv"), encoding: .utf8))
  }

  /// Every sample counts, bytes are conserved, and zero-copy shows its completions and what became of them.
  private func expectSound(_ samples: [Sample]) {
    for sample in samples {
      #expect(sample.failure == nil, "\(sample.cell): \(sample.failure ?? "")")
      let violations = sample.caveats.filter { ["conservation", "path", "strangers"].contains($0.kind) }
      #expect(violations.isEmpty, "\(sample.cell)")
    }
    // Of a cell, not of a sample: on a full machine threads may sleep through a window of milliseconds.
    for (cell, samples) in Dictionary(grouping: samples, by: \.cell) {
      func most(_ metric: String) -> Double { samples.compactMap { $0.value(metric, .flow) }.max() ?? 0 }
      #expect(most("goodput") > 0, "\(cell)")
      guard cell.primitive == "zero-copy" else { continue }
      // On one host the receiver's end copies every zero-copy send after all.
      #expect(most("zerocopy_completions") > 0 && most("zerocopy_copied_low") > 0, "\(cell)")
      #expect(most("zerocopy_copied_high") >= most("zerocopy_copied_low"), "\(cell)")
    }
  }

  @Test("over loopback: one sample a cell and round, in all four outputs")
  func loopback() async throws {
    let scratch = try Scratch()
    let outcome = try await sweep(["--size", "4Ki,64Ki", "--flows", "1,2", "--rounds", "2"], in: scratch)
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    let samples = try samples(scratch)
    #expect(samples.count == 3 * 2 * 2 * 2)
    #expect(Set(samples.map(\.cell)).count == 12)
    expectSound(samples)
    for name in ["two-copy", "one-copy", "zero-copy"] {
      #expect(outcome.outputLines.count { $0.hasPrefix("\(name) ") } == 4, "\(outcome.output)")
    }
    let table = try table(scratch)
    #expect(table.rows.count == samples.count)
    #expect(
      table.rows.map { "\($0["round"] ?? "") \($0["order"] ?? "") \($0["primitive"] ?? "")" }
        == samples.map { "\($0.round) \($0.order) \($0.cell.primitive)" })
    #expect(await eventually { scratch.processes().isEmpty })
  }

  @Test("hot messages and a ring of 4Mi: both kinds of cells in archive, table, CSV and announcement")
  func footprints() async throws {
    let scratch = try Scratch()
    let outcome = try await sweep(
      ["--size", "64Ki", "--flows", "1,2", "--rounds", "2", "--footprint", "hot,4Mi"], in: scratch)
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    let samples = try samples(scratch)
    #expect(samples.count == 3 * 2 * 2 * 2)
    expectSound(samples)
    for footprint in [nil, 4 << 20] {
      #expect(samples.count { $0.cell.options.footprintBytes == footprint } == 12)
      #expect(
        try table(scratch).rows.count { $0["footprint_bytes"] == (footprint.map { "\($0)" } ?? "") } == 12)
    }
    let rows = outcome.outputLines.filter { $0.hasPrefix("one-copy ") }
    #expect(
      rows.count { $0.contains(" hot ") } == 2 && rows.count { $0.contains(" 4Mi ") } == 2,
      "\(outcome.output)")
    let loud = try await end(
      of: start(
        ["sweep", "--size", "64Ki", "--flows", "1", "--rounds", "1", "--footprint", "hot,4Mi"]
          + small.filter { $0 != "--quiet" } + ["--archive", scratch.path("b.db")], in: scratch))
    #expect(loud.errors.contains("note: message memory: hot = one message a flow, 4Mi"), "\(loud.errors)")
  }

  @Test("a measured 0 is a 0, an unread counter is an empty field with its reason")
  func unread() async throws {
    let scratch = try Scratch()
    _ = try await sweep(["--size", "16Ki", "--flows", "1", "--rounds", "1"], in: scratch)
    let table = try table(scratch)
    #expect(table.header.starts(with: CSVTable.pinned))
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
    for sample in try samples(scratch) {
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
    let scratch = try Scratch()
    _ = try await sweep(["--size", "16Ki", "--flows", "1", "--rounds", "2"], in: scratch)
    let judged = try await ChildProcess.collect([
      "/usr/bin/python3", "-c", Self.judge, "\(Built.package)/Schemas/copycost-1.schema.json",
      scratch.path("a.json"),
    ])
    #expect(judged.status.isSuccess, "\(judged.output) \(judged.standardErrorTail)")
    #expect(judged.output == "6\n")
  }

  @Test("export writes what sweep wrote")
  func export() async throws {
    let scratch = try Scratch()
    _ = try await sweep(["--size", "16Ki", "--flows", "1", "--rounds", "1"], in: scratch)
    for format in ["csv", "json"] {
      let exported = try await copycost("export", scratch.path("a.db"), "--format", format)
      #expect(exported.status == .exited(0))
      #expect(exported.output == (try String(contentsOfFile: scratch.path("a.\(format)"), encoding: .utf8)))
    }
  }

  @Test(
    "over veth: the device carried the bytes, and nothing is left",
    .enabled(if: namespacesAllowed, "this machine refuses network namespaces"))
  func veth() async throws {
    let scratch = try Scratch()
    let outcome = try await sweep(
      ["--link", "veth", "--size", "64Ki", "--flows", "1,2", "--rounds", "2"], in: scratch)
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    let samples = try samples(scratch)
    #expect(samples.count == 12 && samples.allSatisfy { $0.cell.link == "veth" })
    expectSound(samples)
    #expect(await eventually { scratch.processes().isEmpty })
  }

  @Test(
    "--link auto makes its namespaces once: for the choice, the description and the samples alike",
    .enabled(if: namespacesAllowed, "this machine refuses network namespaces"),
    arguments: ["sweep", "explain"])
  func oneSetUp(command: String) async throws {
    let scratch = try Scratch()
    let (worker, log) = (scratch.path("logging-worker"), scratch.path("holders"))
    try "#!/bin/sh\n[ \"$1\" = hold ] && echo hold >>\(log)\nexec \(scratch.worker) \"$@\"\n".write(
      toFile: worker, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: worker)
    let sweep = ["--flows", "1", "--rounds", "2"] + small + ["--archive", scratch.path("a.db")]
    let outcome = try await end(
      of: start(
        (command == "sweep" ? ["sweep"] + sweep : ["explain", "one-copy"])
          + ["--link", "auto", "--size", "64Ki"], behind: ["env", "COPYCOST_WORKER=\(worker)"]))
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    #expect(try String(contentsOfFile: log, encoding: .utf8) == "hold\n")
    #expect(await eventually { scratch.processes().isEmpty })
    guard command == "sweep" else { return }
    let stored = try #require(try SampleArchive(reading: scratch.path("a.db")).sweep(1))
    #expect(stored.host.facts.contains { $0.name.hasPrefix("link.veth.") })
    let samples = try samples(scratch)
    #expect(samples.count == 6 && samples.allSatisfy { $0.cell.link == "veth" })
    expectSound(samples)
  }

  @Test(
    "over veth by a user without privilege",
    .enabled(if: nobodyMayMakeNamespaces, "needs root to become nobody, who must be allowed user namespaces"))
  func unprivileged() async throws {
    let scratch = try Scratch()
    // The build may lie where nobody may not look.
    try FileManager.default.copyItem(atPath: Built.copycost, toPath: scratch.path("copycost"))
    for path in [scratch.directory, scratch.worker, scratch.path("copycost")] {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    let place = scratch.path("nobody")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: place)
    let child = try await ChildProcess.start(
      asNobody + [scratch.path("copycost"), "sweep", "--link", "veth", "--size", "64Ki", "--flows", "1"]
        + ["--rounds", "2", "--archive", "\(place)/a.db"] + small)
    let outcome = try await end(of: child)
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    let samples = try SampleArchive(reading: "\(place)/a.db").samples(sweep: 1)
    #expect(samples.count == 6 && samples.allSatisfy { $0.cell.link == "veth" })
    expectSound(samples)
    #expect(await eventually { scratch.processes().isEmpty })
  }

  @Test("by count: exactly so many messages on every flow")
  func byCount() async throws {
    let scratch = try Scratch()
    let outcome = try await sweep(
      ["--messages", "200", "--size", "9,65537", "--flows", "2", "--rounds", "2"], in: scratch)
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    let samples = try samples(scratch)
    #expect(samples.count == 12)
    for sample in samples {
      #expect(sample.failure == nil)
      #expect(sample.value("messages", .flow) == 400)
      #expect(sample.value("received_bytes", .flow) == Double(400 * sample.cell.messageBytes))
      #expect(sample.caveats.contains { $0.kind == "by-count" })
    }
  }

  @Test("--like takes sizes, flows and primitives of a published table, and what is typed overrides it")
  func like() async throws {
    let scratch = try Scratch()
    let published = "\(Built.package)/Tests/ReportTests/Resources/system-001.csv"
    let rows = try String(contentsOfFile: published, encoding: .utf8)
      .split(whereSeparator: \.isNewline).dropFirst()
      .map { $0.split(separator: ",") }
    let outcome = try await sweep(["--like", published, "--flows", "1", "--rounds", "1"], in: scratch)
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    let plan = try #require(try SampleArchive(reading: scratch.path("a.db")).sweep(1)).plan
    #expect(Set(plan.cells.map(\.messageBytes)) == Set(rows.compactMap { Int($0[1]) }))
    #expect(Set(plan.cells.map(\.primitive)) == ["two-copy", "one-copy", "zero-copy"])
    #expect(Set(plan.cells.map(\.flows)) == [1])
    #expect(try samples(scratch).count == plan.cells.count)
  }

  @Test("null is measured beside the others, and a figure it cannot have is empty")
  func null() async throws {
    let scratch = try Scratch()
    let outcome = try await sweep(
      ["--primitive", "null,two-copy", "--size", "4Ki", "--flows", "1", "--rounds", "1"], in: scratch)
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    let row = try #require(try table(scratch).rows.first { $0["primitive"] == "null" })
    #expect(row["goodput_gbps"] == "" && row["received_bytes"] == "")
    #expect(row["unavailable"]?.contains("goodput_gbps=null moves no bytes") == true)
    #expect(row["failure"] == "")
  }

  @Test("Ctrl-C ends with status 1 and one line, keeps the finished samples, and --resume completes the plan")
  func interrupted() async throws {
    let scratch = try Scratch()
    let archive = scratch.path("a.db")
    let sweeping = try await start(
      [
        "sweep", "--size", "16Ki", "--flows", "1", "--rounds", "4", "--twins", "0", "--window", "100ms",
        "--warmup", "5ms", "--quiet", "--archive", archive,
      ], in: scratch)
    #expect(await eventually { (try? SampleArchive(reading: archive).sampleCount(sweep: 1)) ?? 0 >= 2 })
    await sweeping.kill(SIGINT)
    let stopped = try await end(of: sweeping)
    #expect(stopped.status == .exited(1))
    #expect(stopped.errorLines.count == 1, "\(stopped.errors)")
    #expect(await eventually { scratch.processes().isEmpty })
    let opened = try SampleArchive(reading: archive)
    let kept = try opened.samples(sweep: 1)
    #expect(kept.count >= 2 && kept.count < 12)
    #expect(
      stopped.errors.contains("the \(kept.count) finished samples are in \(archive)"), "\(stopped.errors)")
    #expect(stopped.errors.contains("--resume --archive \(archive)"))
    #expect(try opened.sweep(1)?.status == .interrupted)
    let resumed = try await copycost("sweep", "--resume", "--quiet", "--archive", archive, in: scratch)
    #expect(resumed.status == .exited(0), "\(resumed.errors)")
    let sweep = try #require(try opened.sweep(1))
    #expect(sweep.status == .finished)
    let all = try opened.samples(sweep: 1)
    #expect(Array(all.prefix(kept.count)) == kept)
    #expect(
      all.map(\.cell) == (0..<4).flatMap { RoundOrder.cells(of: sweep.plan, round: $0) })
    let again = try await copycost("sweep", "--resume", "--archive", archive)
    #expect(again.status == .exited(2) && again.errors.contains("holds no unfinished sweep"))
  }
}

/// A CSV file as rows by column name. Fields of a sweep's own CSV are quoted where they hold commas.
struct CSVTable {
  var header: [String]
  var rows: [[String: String]]

  /// The columns that other programs read: this list may grow at its end only.
  static let pinned = """
    sweep,round,order,primitive,variant,receive,message_bytes,flows,link,window_s,messages,received_bytes,goodput_gbps,\
    message_interval_us,limited_by,\
    sender_user_s,sender_system_s,sender_cpu_ns_per_byte,sender_cycles,sender_instructions,sender_l1d_misses,\
    sender_llc_misses,sender_cache_misses,sender_context_switches,sender_page_faults,sender_task_clock_ns,\
    sender_syscalls,\
    receiver_user_s,receiver_system_s,receiver_cpu_ns_per_byte,receiver_cycles,receiver_instructions,\
    receiver_l1d_misses,receiver_llc_misses,receiver_cache_misses,receiver_context_switches,receiver_page_faults,\
    receiver_task_clock_ns,receiver_syscalls,\
    machine_cpu_ns_per_byte,zerocopy_sends,zerocopy_completions,zerocopy_copied_low,zerocopy_copied_high,enobufs,\
    retransmits,bytes_per_segment,unavailable
    """.split(separator: ",").map(String.init)

  init(_ text: String) throws {
    let lines = text.split(separator: "\n").map(Self.fields)
    header = try #require(lines.first)
    let names = header
    rows = try lines.dropFirst().map { fields in
      try #require(fields.count == names.count, "every row has every field")
      return Dictionary(uniqueKeysWithValues: zip(names, fields))
    }
  }

  private static func fields(_ line: Substring) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}
