/// Other programs on the CPUs while copycost does nothing.
enum OtherLoad: SpoilerRule {
  static let name = "other-load"
  /// A moment of 50 ms on 2 CPUs holds ten units of 10 ms, of which the two edges may misplace one each.
  static let mostPercent = 20.0

  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting {
    let percent = try checkup.number("now.busy_percent")
    guard percent >= mostPercent else { return .clear("CPUs \(Int(percent)) % busy") }
    let average = (try? checkup.value("load_average")).flatMap { $0.split(separator: " ").first }
    return .found(
      .distorts,
      cause: "other programs used \(Int(percent)) % of the CPU time while copycost did nothing"
        + (average.map { " (load average \($0))" } ?? ""),
      effect: "flow threads wait for CPUs, and whole-machine figures hold the work of others",
      remedy: "End it (`top` names it), or give copycost CPUs of its own with `taskset`")
  }
}
