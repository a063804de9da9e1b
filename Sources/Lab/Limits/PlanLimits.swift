import Foundation
import Kernel
import Records

/// Whether the limits of this process leave room for a whole plan, asked before anything is measured.
package struct PlanLimits {
  private let plan: Plan
  /// Samples that the archive holds already.
  private let taken: UInt64

  package init(_ plan: Plan, taken: Int = 0) {
    self.plan = plan
    self.taken = UInt64(taken)
  }

  /// Sockets and counters of one flow at one end: 6 were seen, 12 with perf counters.
  private static let descriptorsPerFlow: UInt64 = 12
  private static let descriptorsPerWorker: UInt64 = 32
  /// Control thread and the watch on the director.
  private static let threadsPerWorker: UInt64 = 2
  /// The layout of an archive and the log of a transaction, and what a sample takes, both rounded up.
  private static let archiveBytes: UInt64 = 512 << 10
  private static let sampleBytes: UInt64 = 4 << 10

  private var flowWords: String { mostFlows == 1 ? "1 flow needs" : "\(mostFlows) flows need" }
  private var mostFlows: UInt64 { UInt64(plan.allCells.map(\.flows).max() ?? 0) }

  /// - Parameter archive: path of the file that will grow.
  /// - Throws: `OperationError` that names the limit, its value and what to type.
  package func check(archive: String) throws(OperationError) {
    try checkDescriptors()
    try checkTasks()
    try checkFile(archive)
  }

  private func checkDescriptors() throws(OperationError) {
    _ = try? ChildProcessHygiene.raiseDescriptorLimit()
    let needed = Self.descriptorsPerWorker + mostFlows * Self.descriptorsPerFlow
    guard let limit = ResourceLimit.descriptors, limit.most < needed else { return }
    throw OperationError(
      "\(flowWords) \(needed) file descriptors at each end, and \(limit.words)",
      effect: "nothing was run", remedy: "\(limit.raise), also as its hard limit, or use fewer --flows")
  }

  private func checkTasks() throws(OperationError) {
    let needed = 2 * (mostFlows + Self.threadsPerWorker)
    guard let limit = ResourceLimit.tasks(), limit.room < needed else { return }
    throw OperationError(
      "\(flowWords) \(needed) more processes and threads, and \(limit.words), of which \(limit.room) are left",
      effect: "nothing was run", remedy: "\(limit.raise), or use fewer --flows")
  }

  private func checkFile(_ archive: String) throws(OperationError) {
    guard let limit = ResourceLimit.fileBytes else { return }
    let present = (try? FileManager.default.attributesOfItem(atPath: archive)[.size] as? UInt64) ?? 0
    let planned = UInt64(plan.allCells.count) * UInt64(plan.rounds)
    let samples = planned - min(planned, taken)
    let needed = present + Self.archiveBytes + samples * Self.sampleBytes
    guard limit.most < needed else { return }
    throw OperationError(
      "the archive \(archive) will need \(needed) bytes, and \(limit.words)", effect: "nothing was run",
      remedy: limit.raise)
  }
}
