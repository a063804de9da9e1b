import Foundation
import Records

/// Whether /proc is there: without it a program cannot even read its own arguments.
package enum ProcessFiles {
  /// - Throws: `OperationError` where /proc shows nothing of this process.
  package static func check() throws(OperationError) {
    let needed = ["/proc/self/exe", "/proc/self/cmdline", "/proc/self/status"]
    let missing = needed.first { (try? FileManager.default.attributesOfItem(atPath: $0)) == nil }
    guard let missing else { return }
    throw OperationError(
      "there is no \(missing)",
      effect: "copycost cannot read its arguments or its counters, and nothing was run",
      remedy: "Mount it with `mount -t proc proc /proc`, in a PID namespace after entering it")
  }
}
