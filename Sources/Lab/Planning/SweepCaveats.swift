import Analysis
import Records

/// Warnings about a sweep that are known before anything is measured: from its plan, and from the machine.
package enum SweepCaveats {
  /// - Parameter host: facts read just before the sweep; what `doctor` finds in them is stored with it.
  package static func of(_ plan: Plan, cpus: Int, host: HostFacts) -> [Caveat] {
    let planned = of(plan, cpus: cpus)
    // The plan's own warnings come first; the doctor names the same things by the same kind.
    let known = Set(planned.map(\.kind))
    let found = DoctorReport(Checkup(host: host, plan: plan)).caveats
    return planned + found.filter { !known.contains($0.kind) }
  }

  private static func of(_ plan: Plan, cpus: Int) -> [Caveat] {
    var caveats: [Caveat] = []
    if let flows = plan.cells.map(\.flows).max(), flows * 2 > cpus {
      caveats.append(Caveats.moreFlowsThanCPUs(flows: flows, cpus: cpus))
    }
    if let paced = plan.cells.map(\.options.congestion).first(where: { $0.hasPrefix("bbr") }) {
      caveats.append(Caveats.pacedCongestionControl(paced))
    }
    return caveats + smallestBuffers(plan)
  }

  private static func smallestBuffers(_ plan: Plan) -> [Caveat] {
    guard let asked = plan.requested, let options = plan.cells.first?.options else { return [] }
    return [
      ("SO_SNDBUF", asked.sendBufferBytes, options.sendBufferBytes),
      ("SO_RCVBUF", asked.receiveSocketBufferBytes, options.receiveSocketBufferBytes),
    ].compactMap { option, asked, granted in
      guard let asked, let granted, granted > asked else { return nil }
      return Caveats.smallestBuffer(option: option, asked: asked, granted: granted)
    }
  }
}
