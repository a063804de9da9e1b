import Foundation
import Kernel
import Records

/// Whether the limits of this process leave room for one more child, asked before each start.
///
/// A library that runs out of descriptors while it starts a child ends the whole program, and a thread pool that cannot
/// start a thread does too: both have to be known before.
package enum ChildLimits {
  /// Pipes, a pidfd, and what the library opens to wait for them: 15 at once were seen, with some to spare.
  private static let descriptors: UInt64 = 24
  /// The child, its watching thread, and those of `nsenter` or a shell in front.
  private static let tasks: UInt64 = 4
  /// Threads of the director's own pool, which start with its first child.
  private static let poolTasks = UInt64(ProcessInfo.processInfo.activeProcessorCount) + 2

  /// Asked before the first task: a program whose pool cannot start a thread waits for it for ever.
  ///
  /// - Throws: `OperationError` that names the limit, its value and what to type.
  package static func checkPool() throws(OperationError) {
    try checkTasks(
      "start the threads of copycost", needed: threads.map { poolTasks - min(poolTasks, $0) } ?? 0)
  }

  private static let prepared: Void = {
    _ = try? ChildProcessHygiene.raiseDescriptorLimit()
  }()

  /// - Throws: `OperationError` that names the limit, its value and what to type.
  static func check(_ program: String) throws(OperationError) {
    _ = prepared
    if let limit = ResourceLimit.descriptors, let open = Self.open, limit.most < open + descriptors {
      throw OperationError(
        "too few file descriptors are allowed to start \(program): \(limit.words), and \(open) are open",
        effect: "nothing more was run", remedy: "\(limit.raise), also as its hard limit")
    }
    try checkTasks("start \(program)", needed: tasks)
  }

  private static func checkTasks(_ purpose: String, needed: UInt64) throws(OperationError) {
    guard let limit = ResourceLimit.tasks(), limit.room < needed else { return }
    throw OperationError(
      "too few processes and threads are allowed to \(purpose): \(limit.words), and \(limit.room) are left",
      effect: "nothing more was run", remedy: limit.raise)
  }

  private static var open: UInt64? { count("/proc/self/fd") }
  private static var threads: UInt64? { count("/proc/self/task") }

  private static func count(_ directory: String) -> UInt64? {
    (try? FileManager.default.contentsOfDirectory(atPath: directory)).map { UInt64($0.count) }
  }
}
