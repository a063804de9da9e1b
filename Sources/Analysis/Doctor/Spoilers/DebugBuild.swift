/// A build without optimisation.
enum DebugBuild: SpoilerRule {
  static let name = "debug-build"

  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting {
    let build = try checkup.value("build")
    guard build.hasPrefix("debug") else { return .clear(build) }
    return .found(
      .distorts, cause: "the worker is a debug build",
      effect: "its send loops cost more than the calls they make",
      remedy: "Build with `make build` or `swift build -c release`")
  }
}
