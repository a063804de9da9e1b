import Foundation
import Records

@testable import Analysis

/// A sweep with known costs: what a recorded one would look like, without the machine.
struct SyntheticSweep {
  static let goodput = Metric("goodput", unit: "bit/s", better: .higher, source: .derived, "")
  static let interval = Metric("message_interval", unit: "ns", better: .lower, source: .derived, "")
  static let demand = Metric("cpu_ns_per_byte", unit: "ns/byte", better: .lower, source: .derived, "")

  var sizes = [64, 256, 1024, 4096, 16384, 65536, 262_144, 1_048_576]
  var flows = [1]
  var rounds = 20
  var sigma = 0.04
  var seed: UInt64 = 91
  var twins = true
  /// Nanoseconds per message, by primitive.
  var costs: [(String, @Sendable (Double) -> Double)] = [
    ("two-copy", { 2000 + 0.5 * $0 }), ("one-copy", { 4000 + 0.3 * $0 }),
  ]
  /// Sender CPU per message as a share of its cost.
  var demandShare = 0.9
  var limitedBy = LimitedBy.senderCPU

  var cells: [Cell] {
    sizes.flatMap { bytes in
      flows.flatMap { flows in
        costs.map { Cell(primitive: $0.0, messageBytes: bytes, flows: flows, link: "loopback") }
      }
    }
  }

  func table() -> SampleTable {
    var noise = NoiseSource(seed: seed)
    var table = SampleTable(figures: [Figures.goodput, Figures.messageInterval, Figures.senderCost])
    let all = cells + (twins ? TwinCells.originals(among: cells).map(TwinCells.twin) : [])
    for round in 0..<rounds {
      let pace = exp(0.05 * noise.normal())
      for (order, cell) in all.enumerated() {
        guard let cost = costs.first(where: { $0.0 == cell.primitive })?.1(Double(cell.messageBytes)) else {
          continue
        }
        let interval = cost * pace * exp(sigma * noise.normal())
        let demand = demandShare * cost * pace * exp(sigma * noise.normal()) / Double(cell.messageBytes)
        table.add(
          Sample(
            cell: cell, round: round, order: order,
            readings: [
              Reading(SyntheticSweep.goodput, .flow, Double(cell.messageBytes * cell.flows) * 8e9 / interval),
              Reading(SyntheticSweep.interval, .flow, interval),
              Reading(SyntheticSweep.demand, .sender, demand),
            ],
            limitedBy: limitedBy))
      }
    }
    return table
  }

  func findings() -> SweepFindings {
    let table = table()
    var options = SweepFindings.Options()
    options.measures = table.figures
    options.pairs = CellPair.pairs(among: table.cells, baseline: "two-copy")
    options.sweep = 7
    return SweepFindings(table, options)
  }
}
