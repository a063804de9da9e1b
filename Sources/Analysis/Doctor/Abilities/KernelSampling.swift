/// Samples of where the kernel spends time.
enum KernelSampling: AbilityRule {
  static let name = "kernel-sampling"
  static let enables = "profiles by kernel function class"

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    let answer = try trial("can.perf.samples", checkup) { Remedies.perf($0, level: 1) }
    guard case .yes = answer, try !checkup.hasHardwareCounters() else { return answer }
    return .limited(
      "sampled by a timer, for there is no hardware PMU: code that runs with interrupts disabled is not seen",
      remedy: "Read such shares as lower bounds, or measure on a machine with a PMU")
  }
}

extension Checkup {
  /// Whether the PMU counts; unknown when nobody tried.
  fileprivate func hasHardwareCounters() throws(Unknown) -> Bool {
    guard let fact = host.facts.first(where: { $0.name == "can.perf.hardware" }) else {
      throw Unknown("can.perf.hardware was not recorded")
    }
    return fact.value != nil
  }
}
