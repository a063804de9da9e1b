import Foundation
import Records

/// Which CPUs the two ends of a peer may use, by the same rule as our own flows.
package struct PeerPlacement: Sendable, Equatable {
  /// CPU of flow i is element i modulo the count; nil leaves the flows to the scheduler.
  package var sender: [Int]?
  package var receiver: [Int]?

  /// - Parameter cpus: CPUs the flows may run on, in order.
  package init(_ pinning: Pinning, flows: Int, cpus: [Int]) {
    sender = FlowPlacement.dealt(pinning, flows: flows, side: .sender, allowed: cpus)
    receiver = FlowPlacement.dealt(pinning, flows: flows, side: .receiver, allowed: cpus)
  }

  /// CPUs this process may run on, ascending: what `taskset` or a cpuset left of the machine.
  ///
  /// Source: proc_pid_status(5), `Cpus_allowed_list`.
  package static func allowedCPUs() -> [Int] {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed_list:") })
    else { return [] }
    return parseList(String(line.dropFirst("Cpus_allowed_list:".count)))
  }

  /// Reads `0-3,8` as 0, 1, 2, 3, 8; what is not a CPU list is left out.
  package static func parseList(_ text: String) -> [Int] {
    text.split(separator: ",").flatMap { range -> [Int] in
      let ends = range.split(separator: "-").compactMap {
        Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
      }
      guard let first = ends.first, let last = ends.last, first <= last else { return [] }
      return Array(first...last)
    }
  }
}
