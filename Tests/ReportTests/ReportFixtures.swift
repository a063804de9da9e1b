import Foundation
import Records

@testable import Report

enum Fixture {
  static func metric(_ name: String, _ unit: String = "count") -> Metric {
    Metric(name, unit: unit, better: .neither, source: .derived, "A metric called \(name).")
  }

  static func reading(_ name: String, _ side: Side, _ value: Double) -> Reading {
    Reading(metric(name), side, value)
  }

  static func unread(_ name: String, _ side: Side, _ reason: String = "no hardware PMU (ENOENT)") -> Reading {
    Reading(metric: name, side: side, unavailable: reason)
  }

  static func cell(_ primitive: String, _ bytes: Int = 4096, flows: Int = 1, link: String = "loopback")
    -> Cell
  {
    Cell(primitive: primitive, messageBytes: bytes, flows: flows, link: link)
  }

  /// A window of 0.4 s with this goodput and no hardware counters, as on a machine without a PMU.
  static func sample(_ cell: Cell, round: Int, order: Int = 0, gigabits: Double) -> Sample {
    var readings = [
      reading("window", .flow, 4e8), reading("messages", .flow, 1000),
      reading("goodput", .flow, gigabits * 1e9),
      reading("received_bytes", .flow, gigabits * 5e7), reading("message_interval", .flow, 1510),
      reading("cpu_ns_per_byte", .machine, 0.31), reading("context_switches", .sender, 0),
    ]
    for side in [Side.sender, .receiver] {
      readings += [reading("cpu_ns_per_byte", side, 0.125), reading("user_time", side, 2.5e8)]
      readings += ["cycles", "instructions"].map { unread($0, side) }
    }
    if cell.primitive == "zero-copy" {
      readings += [reading("zerocopy_sends", .flow, 1000), reading("zerocopy_copied_low", .flow, 980)]
      readings += [
        reading("zerocopy_copied_high", .flow, 1000), reading("zerocopy_completions", .flow, 1000),
      ]
    }
    return Sample(
      cell: cell, round: round, order: order, finishedAtUnixNanoseconds: 1_700_000_000_000_000_001,
      readings: readings, limitedBy: .senderCPU, slices: [Slice(nanoseconds: 20_000_000, receivedBytes: 7)])
  }

  static let primitives = ["two-copy", "one-copy", "zero-copy"]

  static func sweep(cells: [Cell] = primitives.map { cell($0) }) -> Sweep {
    Sweep(
      id: 3, startedAtUnixNanoseconds: 1_700_000_000_123_456_789, status: .finished,
      plan: Plan(
        cells: cells, rounds: 3, seed: .max, windowNanoseconds: 400_000_000,
        warmup: .pilot(minimumNanoseconds: 150_000_000)),
      host: HostFacts(facts: [
        .init("cpu.model", "A \"quoted\" CPU | model"), .init("cpu.governor", unavailable: "no cpufreq"),
      ]),
      senders: EarlierPrimitives.senders, receivers: EarlierPrimitives.receivers,
      version: copycostVersion, command: "copycost sweep --size 4Ki",
      caveats: [Caveat(kind: "taps", cause: "a packet tap", effect: "copies", remedy: "Stop it")])
  }

  /// Three rounds of three primitives, one failure, one caveat, awkward texts.
  static func source() -> ExportSource {
    var samples: [Sample] = []
    for round in 0..<3 {
      for (order, primitive) in primitives.enumerated() {
        let gigabits = Double(10 + order * 2) + Double(round) / 8
        samples.append(sample(cell(primitive), round: round, order: order, gigabits: gigabits))
      }
    }
    samples[4].caveats = [
      Caveat(kind: "conservation", cause: "3 bytes, lost", effect: "untrue", remedy: "Measure again")
    ]
    samples[8].failure = "receiver said \"no\",\nand died"
    return source(samples)
  }

  static func source(_ samples: [Sample], cells: [Cell] = primitives.map { cell($0) }) -> ExportSource {
    let metrics = [metric("goodput", "bit/s"), metric("cycles"), metric("window", "ns")]
    return ExportSource(sweep: sweep(cells: cells), metrics: metrics, samples: samples)
  }

  static func export(_ format: any Exporter.Type, _ source: ExportSource) throws -> String {
    var text = ""
    try format.write(source) { text += $0 }
    return text
  }

  static func published(_ name: String) -> String {
    "\(Bundle.module.bundlePath)/Resources/\(name)"
  }
}

/// Splits RFC 4180 text by its own rules, so that the writer is not checked against itself.
func parsedCSV(_ text: String) -> [[String]] {
  var (rows, row, field, quoted): ([[String]], [String], String, Bool) = ([], [], "", false)
  var characters = text.unicodeScalars.makeIterator()
  var next = characters.next()
  while let scalar = next {
    next = characters.next()
    switch (scalar, quoted) {
    case ("\"", true) where next == "\"":
      field += "\""
      next = characters.next()
    case ("\"", _): quoted.toggle()
    case (",", false):
      row.append(field)
      field = ""
    case ("\n", false):
      rows.append(row + [field])
      (row, field) = ([], "")
    default: field.unicodeScalars.append(scalar)
    }
  }
  return rows
}

/// SplitMix64, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
