import Archive
import Foundation
import Processes
import Records

/// Archives made for reports: known figures, no measurement.
enum ReportArchive {
  static let primitives = ["two-copy", "one-copy", "zero-copy"]
  static let sizes = [1024, 8192, 65536, 524_288]

  /// One sweep of six rounds, made once for all tests that only need some archive.
  static func copy(to path: String) throws {
    try template.get().write(to: URL(fileURLWithPath: path))
  }

  private static let template = Result {
    let scratch = try Scratch()
    try make(scratch.path("a.db"))
    return try Data(contentsOf: URL(fileURLWithPath: scratch.path("a.db")))
  }

  /// Six rounds over 24 cells, one of whose primitives may have a hostile name.
  static func make(_ path: String, hostile: String? = nil, sweeps: Int = 1) throws {
    let archive = try SampleArchive(creatingOrOpening: path)
    for _ in 0..<sweeps { try add(to: archive, hostile: hostile) }
    try archive.close()
  }

  private static func add(to archive: SampleArchive, hostile: String?) throws {
    var cells: [Cell] = []
    for primitive in primitives {
      for bytes in sizes {
        for flows in [1, 2] {
          let variant = primitive == "one-copy" ? hostile ?? Cell.defaultVariant : Cell.defaultVariant
          cells.append(
            Cell(primitive: primitive, variant: variant, messageBytes: bytes, flows: flows, link: "loopback"))
        }
      }
    }
    let plan = Plan(
      cells: cells, rounds: 6, seed: 7, windowNanoseconds: 400_000_000, warmup: .fixed(nanoseconds: 1_000_000)
    )
    let note =
      hostile.map { [Caveat(kind: "note", cause: Prose($0), effect: Prose($0), remedy: Prose($0))] } ?? []
    let sweep = Sweep(
      startedAtUnixNanoseconds: 1_700_000_000_000_000_000, plan: plan,
      host: HostFacts(facts: [.init("cpu.model", hostile ?? "A CPU"), .init("cpu.count", "2")]),
      senders: EarlierPrimitives.senders, receivers: EarlierPrimitives.receivers, version: "0.1.0",
      command: "copycost sweep --seed 7", caveats: note)
    let id = try archive.begin(sweep)
    for round in 0..<6 {
      for (order, cell) in cells.enumerated() {
        try archive.commit(sample(cell, round: round, order: order, note), sweep: id)
      }
    }
    try archive.finish(sweep: id, status: .finished)
  }

  private static func sample(_ cell: Cell, round: Int, order: Int, _ note: [Caveat]) -> Sample {
    let size = Double(cell.messageBytes)
    let wobble = 1 + Double((round * 7 + order * 3) % 11 - 5) / 500
    let gigabits =
      size.squareRoot() / 20 * Double(cell.flows) * (cell.primitive == "one-copy" ? 1.3 : 1) * wobble
    func reading(_ name: String, _ unit: String, _ side: Side, _ value: Double) -> Reading {
      Reading(Metric(name, unit: unit, better: .neither, source: .derived, "\(name)."), side, value)
    }
    var readings = [
      reading("window", "ns", .flow, 4e8), reading("goodput", "bit/s", .flow, gigabits * 1e9),
      reading("received_bytes", "bytes", .flow, gigabits * 5e7),
      reading("messages", "count", .flow, gigabits * 5e7 / size),
      reading("message_interval", "ns", .flow, size * 8 * Double(cell.flows) / gigabits),
      reading("cpu_ns_per_byte", "ns/byte", .machine, 3 / gigabits),
    ]
    for side in [Side.sender, .receiver] {
      readings += [
        reading("cpu_ns_per_byte", "ns/byte", side, 1.4 / gigabits),
        reading("context_switches", "count", side, 40),
        Reading(metric: "cycles", side: side, unavailable: "no hardware PMU (ENOENT)"),
      ]
    }
    return Sample(
      cell: cell, round: round, order: order, readings: readings, limitedBy: .senderCPU, caveats: note)
  }
}
