import Records

/// More flow threads than CPUs.
enum FlowsOverCPUs: SpoilerRule {
  static let name = "flows-over-cpus"

  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting {
    let cpus = try checkup.allowedCPUs().count
    guard checkup.flows * 2 > cpus else {
      return .clear("\(checkup.flows * 2) flow threads on \(cpus) CPUs")
    }
    let caveat = Caveats.moreFlowsThanCPUs(flows: checkup.flows, cpus: cpus)
    return .found(.distorts, cause: caveat.cause, effect: caveat.effect, remedy: caveat.remedy)
  }
}
