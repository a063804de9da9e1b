import Analysis
import Foundation
import Records

@testable import Report

/// A sweep with known costs and every kind of reading: what a recorded one would look like, without the machine.
struct AnswerSweep {
  var sizes = [64, 256, 1024, 4096, 16384, 65536, 262_144, 1_048_576]
  var flows = [1]
  /// By the number of flows.
  var pins: (Int) -> Pinning = { _ in CellOptions().pinning }
  /// Bytes of message memory; nil is hot.
  var footprints: [Int?] = [nil]
  /// What memory of so many bytes makes of a message's cost.
  var penalty: (_ primitive: String, _ footprint: Int) -> Double = { _, _ in 1 }
  /// `cpu.cache.l3` as sysfs shows it; nil where it shows none.
  var cache: String?
  /// What a trial of the PMU told; nil where nobody tried.
  var pmu: HostFacts.Fact?
  var rounds = 12
  var sigma = 0.02
  var seed: UInt64 = 91
  /// Nanoseconds a message takes, by primitive.
  var costs: [(primitive: String, cost: (Double) -> Double)] = [
    ("two-copy", { 2000 + 0.5 * $0 }), ("one-copy", { 4000 + 0.3 * $0 }),
  ]
  /// Misses per byte of the sender: first level, last level. Nil: a machine without a PMU.
  var misses: ((_ primitive: String, _ flows: Int) -> (Double, Double))?
  /// Shares of the sender's CPU samples by class.
  var profile: ((_ primitive: String) -> [ProfileClass: Double])?
  var copiedShare = 1.0
  var cpus = 4.0
  var limitedBy = LimitedBy.senderCPU
  /// Share of readings and samples that are not there.
  var lost = 0.0
  var ledgers: [Ledger] = []
  /// Nil for the usual one.
  var baseline: String?
  /// Columns of data.csv whose readings are taken out.
  var without: Set<String> = []

  var cells: [Cell] {
    sizes.flatMap { bytes in
      flows.flatMap { flows in
        footprints.flatMap { footprint in
          costs.map { name, _ in
            var cell = Cell(primitive: name, messageBytes: bytes, flows: flows, link: "loopback")
            cell.options.pinning = pins(flows)
            cell.options.footprintBytes = footprint
            return cell
          }
        }
      }
    }
  }

  func source() -> ExportSource {
    var noise = SeededGenerator(seed: seed)
    var samples: [Sample] = []
    for round in 0..<rounds {
      let pace = exp(0.05 * Self.normal(&noise))
      for (order, cell) in cells.enumerated() {
        var sample = sample(cell, round, order, pace, &noise)
        if lost > 0, Double.random(in: 0..<1, using: &noise) < lost { sample.failure = "the receiver died" }
        samples.append(sample)
      }
    }
    var sweep = Fixture.sweep(cells: cells)
    sweep.plan.rounds = rounds
    if let baseline { sweep.plan.baseline = baseline }
    if let pmu { sweep.host.facts.append(pmu) }
    if let cache { sweep.host.facts.append(HostFacts.Fact("cpu.cache.l3", cache)) }
    return ExportSource(sweep: sweep, metrics: [Fixture.metric("goodput", "bit/s")], samples: samples)
  }

  func input() throws -> ReportInput { try ReportInput(source(), ledgers: ledgers) }

  func answers() throws -> [String: Answer] {
    Dictionary(uniqueKeysWithValues: Questions.answers(try input()).map { ($0.id, $0) })
  }

  private func sample(
    _ cell: Cell, _ round: Int, _ order: Int, _ pace: Double, _ noise: inout SeededGenerator
  ) -> Sample {
    func factor() -> Double { exp(sigma * Self.normal(&noise)) }
    let bytes = Double(cell.messageBytes)
    let memory = cell.options.footprintBytes.map { penalty(cell.primitive, $0) } ?? 1
    let interval =
      (costs.first { $0.primitive == cell.primitive }?.cost(bytes) ?? 1) * memory * pace * factor()
    let messages = 4e8 * Double(cell.flows) / interval
    let received = messages * bytes
    var readings = [
      Fixture.reading("window", .flow, 4e8), Fixture.reading("messages", .flow, messages),
      Fixture.reading("received_bytes", .flow, received),
      Fixture.reading("goodput", .flow, bytes * Double(cell.flows) * 8e9 / interval),
      Fixture.reading("message_interval", .flow, interval),
      Fixture.reading("cpu_ns_per_byte", .sender, 0.9 * interval * factor() / bytes),
      Fixture.reading("cpu_ns_per_byte", .receiver, 0.5 * factor()),
      Fixture.reading("cpu_ns_per_byte", .machine, 1.4 * interval * factor() / bytes),
      Fixture.reading("user_time", .sender, 0.1 * received * factor()),
      Fixture.reading("syscalls", .sender, messages * (cell.primitive == "zero-copy" ? 1.1 : 1)),
      Fixture.reading("syscalls", .receiver, messages * factor()),
      Fixture.reading("context_switches", .sender, messages * 0.02 * Double(cell.flows) * factor()),
      Fixture.reading("context_switches", .receiver, messages * 0.05 * factor()),
      Fixture.reading("retransmits", .sender, 0),
      Fixture.reading("bytes_per_segment", .sender, 4e4 * factor()),
      Fixture.reading("cpu_count", .machine, cpus), Fixture.reading("machine_elapsed", .machine, 4e8),
      Fixture.reading("steal", .machine, 1e6 * factor()),
    ]
    readings += hardware(cell, received, factor) + profiled(cell, factor)
    if cell.primitive == "zero-copy" { readings += completions(messages) }
    if lost > 0 {
      readings = readings.compactMap { reading in
        switch Double.random(in: 0..<1, using: &noise) {
        case ..<(lost / 2): nil
        case ..<lost: Reading(metric: reading.metric, side: reading.side, unavailable: "lost")
        default: reading
        }
      }
    }
    readings.removeAll { without.contains(DataFile.column($0.metric, $0.side).name) }
    return Sample(
      cell: cell, round: round, order: order, readings: readings,
      limitedBy: without.contains("limited_by") ? .undecided : limitedBy)
  }

  private func hardware(_ cell: Cell, _ received: Double, _ factor: () -> Double) -> [Reading] {
    guard let misses = misses?(cell.primitive, cell.flows) else {
      return ["l1d_load_misses", "llc_load_misses"].map { Fixture.unread($0, .sender) }
    }
    return [
      Fixture.reading("l1d_load_misses", .sender, misses.0 * received * factor()),
      Fixture.reading("llc_load_misses", .sender, misses.1 * received * factor()),
      Fixture.reading("l1d_load_misses", .receiver, 0.1 * received * factor()),
      Fixture.reading("llc_load_misses", .receiver, 0.01 * received * factor()),
    ]
  }

  private func profiled(_ cell: Cell, _ factor: () -> Double) -> [Reading] {
    guard let profile = profile?(cell.primitive) else { return [] }
    // In one order, so that the same seed gives the same noise.
    return ProfileClass.allCases.compactMap { kind in
      profile[kind].map {
        Fixture.reading(kind.metric.name, kind == .copyToUser ? .receiver : .sender, $0 * factor())
      }
    }
  }

  private func completions(_ messages: Double) -> [Reading] {
    [
      Fixture.reading("zerocopy_sends", .flow, messages),
      Fixture.reading("zerocopy_completions", .flow, messages),
      Fixture.reading("zerocopy_copied_low", .flow, copiedShare * messages),
      Fixture.reading("zerocopy_copied_high", .flow, messages),
      Fixture.reading("zerocopy_notifications", .flow, 100),
      Fixture.reading("zerocopy_notifications_copied", .flow, 100 * copiedShare),
    ]
  }

  /// Marsaglia's polar method, without the second value.
  static func normal(_ generator: inout SeededGenerator) -> Double {
    while true {
      let u = Double.random(in: -1...1, using: &generator)
      let v = Double.random(in: -1...1, using: &generator)
      let s = u * u + v * v
      if s > 0 && s < 1 { return u * (-2 * log(s) / s).squareRoot() }
    }
  }

  /// Everything there is to record, with three primitives and two numbers of flows.
  static var rich: AnswerSweep {
    var sweep = AnswerSweep()
    sweep.sizes = [64, 1024, 4096, 16384, 65536, 262_144]
    sweep.flows = [1, 4]
    sweep.rounds = 10
    sweep.costs.append(("zero-copy", { 9000 + 0.45 * $0 + ($0 == 16384 ? 4000 : 0) }))
    sweep.misses = { primitive, flows in (primitive == "two-copy" ? 0.05 : 0.02, 0.004 * Double(flows)) }
    sweep.profile = { primitive in
      [
        .userGather: primitive == "two-copy" ? 0.3 : 0.001, .copyToKernel: 0.3, .deferredCopy: 0.2,
        .pagePinning: primitive == "zero-copy" ? 0.12 : 0.001, .completions: 0.08, .copyToUser: 0.4,
      ]
    }
    return sweep
  }
}
