import Charts
import Foundation
import Records
import Testing

@testable import Report

/// A sweep with known costs in memory, for charts.
struct ChartSweep {
  var primitives = ["two-copy", "one-copy", "zero-copy"]
  var sizes = [64, 1024, 4096, 65536, 1_048_576]
  var flows = [1, 2, 4]
  var links = ["loopback"]
  var rounds = 7
  var hasPMU = true
  var isProfiled = true
  var host = HostFacts(facts: [.init("cpu.model", "A CPU"), .init("kernel.release", "6.18.0")])
  /// Cells of which no sample is taken.
  var skips: @Sendable (Cell) -> Bool = { _ in false }

  var cells: [Cell] {
    links.flatMap { link in
      sizes.flatMap { bytes in
        flows.flatMap { flows in
          primitives.map { Cell(primitive: $0, messageBytes: bytes, flows: flows, link: link) }
        }
      }
    }
  }

  /// Cells with samples.
  var taken: [Cell] { cells.filter { !skips($0) } }

  func input(ledgers: [Ledger] = []) throws -> ReportInput {
    var generator = SeededGenerator(seed: 7)
    var samples: [Sample] = []
    for round in 0..<rounds {
      for (order, cell) in taken.enumerated() {
        let noise = Double.random(in: 0.97...1.03, using: &generator)
        samples.append(
          Sample(
            cell: cell, round: round, order: order, readings: readings(cell, noise), limitedBy: .senderCPU))
      }
    }
    var sweep = Fixture.sweep(cells: cells)
    sweep.host = host
    sweep.plan.rounds = rounds
    if isProfiled { sweep.plan.instruments = Instruments(profile: true) }
    return try ReportInput(ExportSource(sweep: sweep, metrics: [], samples: samples), ledgers: ledgers)
  }

  /// Two-copy pays most per byte, zero-copy most per message.
  private func readings(_ cell: Cell, _ noise: Double) -> [Reading] {
    let number = Double(primitives.firstIndex(of: cell.primitive) ?? 0)
    let bytes = Double(cell.messageBytes)
    let interval = (1000 + 1500 * number + bytes * (0.5 - 0.1 * number)) * noise
    let messages = 4e8 / interval * Double(cell.flows)
    let received = messages * bytes
    var readings = [
      Fixture.reading("window", .flow, 4e8), Fixture.reading("messages", .flow, messages),
      Fixture.reading("received_bytes", .flow, received), Fixture.reading("goodput", .flow, received * 20),
      Fixture.reading("message_interval", .flow, interval),
      Fixture.reading("cpu_ns_per_byte", .machine, 2 * interval / bytes),
      Fixture.reading("bytes_per_segment", .sender, min(65536, 20 * bytes)),
    ]
    for side in [Side.sender, .receiver] {
      readings += [
        Fixture.reading("cpu_ns_per_byte", side, 0.9 * interval / bytes),
        Fixture.reading("context_switches", side, messages / 100),
        Fixture.reading("syscalls", side, messages),
      ]
      readings += ["cycles", "l1d_load_misses", "llc_load_misses"].map {
        hasPMU ? Fixture.reading($0, side, received * noise) : Fixture.unread($0, side)
      }
      if isProfiled { readings += profile(side) }
    }
    return readings
  }

  private func profile(_ side: Side) -> [Reading] {
    let shares: [ProfileClass: Double] = [
      .copyToKernel: 0.4, .tcpIP: 0.35, .socketBuffers: 0.15, .locks: 0.1,
    ]
    return [Reading(ProfileMetrics.samples, side, 400), Reading(ProfileMetrics.lost, side, 0)]
      + ProfileClass.allCases.map { Reading($0.metric, side, shares[$0] ?? 0) }
      + [Reading(ProfileMetrics.inSoftirq, side, 0.2)]
  }

  static func ledger(_ primitive: String) -> Ledger {
    Ledger(
      primitive: primitive, receive: "read", link: "loopback", messageBytes: 65536, proofBytes: 32768,
      stages: [
        Ledger.Stage(
          .gather, primitive == "two-copy" ? 1 : 0, primitive == "two-copy" ? 1 : 0, .watched, "stores"),
        Ledger.Stage(
          .send, primitive == "zero-copy" ? 0 : 1, primitive == "zero-copy" ? 0 : 1, .mutation, "bytes"),
        Ledger.Stage(.deferred, 0, primitive == "zero-copy" ? 0.8 : 0, .completions, "flags"),
        Ledger.Stage(.receive, unavailable: "perf_event_paranoid=2", .tracepoint),
      ], completions: nil, instrumentation: InstrumentationCost(ratios: [], reason: "not traced"))
  }
}

/// Pictures of specifications, in a directory that is gone when the test is over.
final class ChartPictures {
  let directory = NSTemporaryDirectory() + "copycost-charts-\(UUID().uuidString)"
  let outcome: ChartRenderer.Outcome

  init(_ figures: [ChartFigure], config: String = ChartTheme.print) async throws {
    outcome = try await #require(await FoundRenderer.shared).render(
      specs: figures.map { ($0.id, $0.spec) }, config: config, into: directory)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  func svg(_ id: String) throws -> String {
    try String(contentsOfFile: "\(directory)/\(id).svg", encoding: .utf8)
  }

  func bytes(_ id: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: "\(directory)/\(id).png")[.size] as? Int ?? 0
  }

  /// Symbols and rectangles that stand for data: not those of legends, nor the frames of panels.
  func marks(_ id: String) throws -> Int {
    try svg(id).split(separator: "<g ").compactMap { part -> Int? in
      guard part.contains("class=\"mark-symbol role-mark") || part.contains("class=\"mark-rect role-mark"),
        let tag = part.firstIndex(of: ">"), part[..<tag].last != "/"
      else { return nil }
      let group = part.split(separator: "</g>", maxSplits: 1, omittingEmptySubsequences: false)[0]
      return group.split(separator: "<path", omittingEmptySubsequences: false).count - 1
    }.reduce(0, +)
  }

  /// How many of a picture's lines differ from each other: three at most in an empty one, however its lines are coded.
  func differentLines(_ id: String) throws -> Int {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", Self.reader, "\(directory)/\(id).png"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Int(text.filter(\.isNumber)) ?? 0
  }

  /// PNG: a signature of 8 bytes, then chunks of length, type, data and checksum; a line begins with its filter.
  private static let reader = """
    import struct, sys, zlib
    data, at, packed = open(sys.argv[1], "rb").read(), 8, b""
    width, height = struct.unpack(">II", data[16:24])
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        packed += data[at + 8:at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    pixels = zlib.decompress(packed)
    line = len(pixels) // height
    print(len({pixels[start:start + line] for start in range(0, len(pixels), line)}))
    """
}

/// The renderer of this machine, looked for once: judging every file of its environment takes a while in a debug build.
enum FoundRenderer {
  private static let search = Task { try? await ChartRenderer.find() }

  /// Nil where `make setup` was not run.
  static var shared: ChartRenderer? {
    get async { await search.value }
  }
}
