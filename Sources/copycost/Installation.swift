import Foundation
import Records

/// Where the parts of an installed or built copycost lie: beside the program that runs.
enum Installation {
  /// Directory of this executable.
  static var directory: String {
    let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (path as NSString).deletingLastPathComponent
  }

  /// The worker beside this executable, or `COPYCOST_WORKER`.
  ///
  /// - Throws: `OperationError` when there is none.
  static func worker() throws(OperationError) -> String {
    let environment = ProcessInfo.processInfo.environment
    let path = environment["COPYCOST_WORKER"] ?? "\(directory)/copycost-worker"
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw OperationError(
        "there is no executable \(path)", effect: "nothing can be measured",
        remedy: "Build it with `make build`, or name it in COPYCOST_WORKER")
    }
    return path
  }

  /// Directory of `c-loop`: beside this executable, in the build's `tools`, or `COPYCOST_TOOLS`.
  static func tools() -> String {
    if let named = ProcessInfo.processInfo.environment["COPYCOST_TOOLS"] { return named }
    let candidates = [directory, "\(directory)/../../tools", "\(directory)/../tools"]
    return candidates.first { FileManager.default.isExecutableFile(atPath: "\($0)/c-loop") } ?? directory
  }
}
