import Records

/// Named sweeps: the grids people come for.
package enum Presets {
  package static let names = ["assignment", "quick"]

  /// The request behind a name.
  ///
  /// `assignment` is the 48-cell grid of the original systems; `quick` is the same grid with short windows and 8 rounds.
  package static func request(named name: String) throws(UsageError) -> SweepRequest {
    var request = SweepRequest()
    switch name {
    case "assignment":
      return request
    case "quick":
      request.rounds = 8
      request.useShortWindows()
      return request
    default:
      throw .unknownName("--preset", name, nearest: NearestName.of(name, among: names), known: names)
    }
  }
}

extension SweepRequest {
  /// Windows of ten ticks of the kernel's clock, for sweeps that have little time or stop when they know enough.
  ///
  /// What differs between samples differs between starts of the workers and from one third of a second to the next,
  /// so that of the same time many short windows make narrower intervals than few long ones.
  package mutating func useShortWindows() {
    windowNanoseconds = 40_000_000
    warmup = .pilot(minimumNanoseconds: 40_000_000)
  }
}
