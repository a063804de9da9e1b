import Records

/// Named sweeps: the grids people come for.
package enum Presets {
  /// What each does to the request that a sweep without axes makes; a new preset is a line here.
  private static let all: [(name: String, shape: @Sendable (inout SweepRequest) -> Void)] = [
    // The 48-cell grid of the original systems.
    ("assignment", { _ in }),
    (
      "quick",
      { request in
        request.rounds = 8
        request.useShortWindows()
      }
    ),
  ]

  package static let names = all.map(\.name)

  /// The request behind a name.
  package static func request(named name: String) throws(UsageError) -> SweepRequest {
    guard let preset = all.first(where: { $0.name == name }) else {
      throw .unknownName("--preset", name, nearest: NearestName.of(name, among: names), known: names)
    }
    var request = SweepRequest()
    preset.shape(&request)
    return request
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
