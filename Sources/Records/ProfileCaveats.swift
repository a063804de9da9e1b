extension Caveats {
  package static func profiled(rate: UInt64) -> Caveat {
    Caveat(
      kind: "profiled", cause: "the CPUs were sampled \(rate) times a second inside the window",
      effect: "every figure of the sample includes the cost of sampling",
      remedy: "Compare with profiled samples only")
  }

  package static let profileTimer = Caveat(
    kind: "profile-timer", cause: "a timer (cpu-clock) took the samples, for there is no hardware PMU",
    effect: "time in sections with interrupts off is invisible and shows up in the function that ends them",
    remedy: "Profile on a machine with a PMU to see inside them")

  /// - Parameter accounting: how the kernel was built to account CPU time.
  package static func residual(share: Double, accounting: String) -> Caveat {
    let percent = Int((share * 100).rounded())
    return Caveat(
      kind: "cpu-residual",
      cause:
        "\(percent) % of CPUs x window is busy time that belongs to no thread, or the reverse (\(accounting))",
      effect: "who used the CPUs is not known better than that",
      remedy: "Use a longer --window: idle time comes in units of 10 ms a CPU")
  }
}
