import Records

/// Warnings that follow from the plan alone, before anything is measured.
package enum SweepCaveats {
  package static func of(_ plan: Plan, cpus: Int) -> [Caveat] {
    var caveats: [Caveat] = []
    if let flows = plan.cells.map(\.flows).max(), flows * 2 > cpus {
      caveats.append(Caveats.moreFlowsThanCPUs(flows: flows, cpus: cpus))
    }
    if let paced = plan.cells.map(\.options.congestion).first(where: { $0.hasPrefix("bbr") }) {
      caveats.append(Caveats.pacedCongestionControl(paced))
    }
    return caveats
  }
}
