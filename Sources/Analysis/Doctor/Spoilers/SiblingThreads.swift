/// Two hardware threads of one core (SMT).
enum SiblingThreads: SpoilerRule {
  static let name = "smt-siblings"

  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting {
    let lists = try checkup.value("cpu.siblings").split(separator: " ").map(String.init)
    let cores = try checkup.allowedGroups(lists)
    guard let shared = cores.first(where: { $0.count > 1 }) else {
      return .clear("one CPU of each of \(cores.count) cores")
    }
    let one = CPUList.text(cores.compactMap(\.first))
    return .found(
      .distorts, cause: "CPUs \(CPUList.text(shared)) are threads of one core",
      effect: "a sender and a receiver on one core slow each other, depending on where they land",
      remedy:
        "Run `taskset -c \(one) copycost ...`, or `echo off > /sys/devices/system/cpu/smt/control` as root")
  }
}
