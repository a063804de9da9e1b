import Foundation
import Records

/// Where the parts of a built or installed copycost lie: places fixed by where the running program lies.
///
/// Beside the program, then `.build` of a build (`.build/TRIPLE/CONFIGURATION/copycost`), then `PREFIX/lib/copycost` of
/// an installation (`PREFIX/bin/copycost`). What lies there runs only if `Trust` has no objection; what a variable names
/// runs as it is, for whoever sets the variable has chosen.
package struct Installation: Sendable {
  /// Directory of the program, without links.
  package let directory: String
  private let environment: [String: String]

  package init(
    program: String = Installation.runningProgram,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.directory = (program as NSString).deletingLastPathComponent
    self.environment = environment
  }

  /// Path of the running executable, which /proc shows without links.
  package static var runningProgram: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
  }

  /// The directories that may hold a part, in order.
  private var places: [String] {
    let parts = directory.split(separator: "/").map(String.init)
    var places = [directory]
    if parts.count >= 3, parts[parts.count - 3] == ".build" {
      places.append("/" + parts.dropLast(2).joined(separator: "/"))
    }
    if parts.last == "bin" {
      places.append("/" + (parts.dropLast() + ["lib", "copycost"]).joined(separator: "/"))
    }
    return places
  }

  /// The value of a variable; nil when it is not set or empty.
  private func named(_ variable: String) -> String? {
    environment[variable].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The worker beside the program, or the one that `COPYCOST_WORKER` names.
  ///
  /// - Throws: `OperationError` when there is none, or it is not to be trusted.
  package func worker() throws(OperationError) -> String {
    if let path = named("COPYCOST_WORKER") {
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw OperationError(
          "there is no executable \(path), named by COPYCOST_WORKER", effect: "nothing can be measured",
          remedy: "Name a copycost-worker, or unset COPYCOST_WORKER")
      }
      return path
    }
    let path = "\(directory)/copycost-worker"
    return try trusted(
      path, as: "the worker \(path)", effect: "nothing can be measured",
      missing: (
        "there is no executable \(path)", "Build it with `make build`, or name it in COPYCOST_WORKER"
      ),
      instead: "name the worker in COPYCOST_WORKER")
  }

  /// The path of a program of the installation.
  ///
  /// - Parameters:
  ///   - name: what an error about a distrusted one calls it.
  ///   - missing: the error where there is none.
  ///   - instead: what somebody can do who does not want to change the installation.
  private func trusted(
    _ path: String, as name: String, effect: String, missing: (cause: String, remedy: String), instead: String
  ) throws(OperationError) -> String {
    do throws(Distrust) {
      try Trust.checkProgram(path)
    } catch {
      guard error.reason != .missing else {
        throw OperationError(missing.cause, effect: effect, remedy: missing.remedy)
      }
      throw OperationError(
        "\(name) is not run, for \(error)", effect: effect,
        remedy: "\(error.remedy ?? "Install copycost elsewhere"), or \(instead)")
    }
    return path
  }

  /// Path of one of our own benchmark programs, `c-loop`, in a tools directory that was found or named.
  ///
  /// - Throws: `OperationError` when it is missing or not to be trusted.
  package func tool(_ name: String, in tools: String) throws(OperationError) -> String {
    let path = "\(tools)/\(name)"
    if named("COPYCOST_TOOLS") == tools { return path }
    return try trusted(
      path, as: path, effect: "peers that need it cannot run",
      missing: ("\(path) is not here", "Run make setup and make, or leave the peer out"),
      instead: "name its directory in COPYCOST_TOOLS")
  }

  /// Directory of `c-loop`, or the one that `COPYCOST_TOOLS` names; `tool` judges what lies there.
  package func tools() -> String {
    if let named = named("COPYCOST_TOOLS") { return named }
    let candidates = places.flatMap { [$0, "\($0)/tools"] }
    return candidates.first { FileManager.default.isExecutableFile(atPath: "\($0)/c-loop") } ?? directory
  }

  /// The Python environment for charts that `make setup` has made; nil where there is none.
  ///
  /// - Throws: `Distrust` for one that others can have changed.
  package func chartsPython() throws(Distrust) -> String? {
    let environments = places.map { "\($0)/charts-python" }
    guard let found = environments.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      return nil
    }
    try Trust.checkTree(found)
    try Trust.checkProgram("\(found)/bin/python3")
    return "\(found)/bin/python3"
  }
}

extension Installation {
  /// The worker of the running program; see `worker()` of an installation.
  package static func worker() throws(OperationError) -> String { try Installation().worker() }

  /// The directory of `c-loop` of the running program.
  package static func tools() -> String { Installation().tools() }
}
