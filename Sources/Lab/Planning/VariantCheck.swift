import Foundation
import Records
import Wire

/// Whether every build of the worker that a plan names can do what its cells ask for, asked before anything is measured.
///
/// A build that does not know an option would take its samples without it, in silence; one without a primitive, or that
/// cannot be started, would lose every sample of its cells.
package struct VariantCheck {
  private let plan: Plan
  /// Worker beside `copycost`, for the variants that name none.
  private let worker: String
  private let known: LocalWorker.Meeting?

  /// - Parameter known: what the worker beside `copycost` said already, where somebody asked it.
  package init(_ plan: Plan, worker: String, known: LocalWorker.Meeting? = nil) {
    self.plan = plan
    self.worker = worker
    self.known = known
  }

  /// - Throws: `UsageError` for the first build that cannot run one of its cells, `OperationError` for one that does not
  ///   start.
  package func run() async throws {
    var met: [String: LocalWorker.Meeting] = [:]
    if let known { met[worker] = known }
    for variant in plan.variants {
      let path = variant.path.isEmpty ? worker : variant.path
      let cells = plan.allCells.filter { $0.variant == variant.name && Peers.named($0.primitive) == nil }
      try checkProgram(variant)
      guard !cells.isEmpty else { continue }
      let meeting = if let known = met[path] { known } else { try await meet(path, variant) }
      met[path] = meeting
      for cell in cells { try check(cell, variant, meeting) }
    }
  }

  private func checkProgram(_ variant: Plan.Variant) throws(UsageError) {
    guard !variant.path.isEmpty, !FileManager.default.isExecutableFile(atPath: variant.path) else { return }
    throw .noProgram(Self.name(variant))
  }

  private func meet(_ path: String, _ variant: Plan.Variant) async throws -> LocalWorker.Meeting {
    do {
      return try await LocalWorker.meet(path: path)
    } catch let error where error is WireError || error is WorkerFailure {
      throw UsageError.silentBuild(Self.name(variant), why: "\(error)", protocol: LineCodec.version)
    }
  }

  private func check(
    _ cell: Cell, _ variant: Plan.Variant, _ meeting: LocalWorker.Meeting
  ) throws(UsageError) {
    let build = "\(Self.name(variant)) (\(meeting.hello.version))"
    let job = Job(id: 0, token: "", cell: cell, address: "", instruments: plan.instruments)
    let ignored = meeting.hello.ignored(of: job)
    guard ignored.isEmpty else {
      throw .ignoredOptions(ignored, by: build, cell: cell, isInstalled: variant.path.isEmpty)
    }
    let (senders, receivers) = (meeting.description.senders, meeting.description.receivers)
    for (primitive, there) in [(cell.primitive, senders), (cell.receive, receivers)]
    where !there.contains(where: { $0.name == primitive }) {
      throw .missingPrimitive(primitive, of: build, known: there.map(\.name))
    }
  }

  private static func name(_ variant: Plan.Variant) -> String {
    variant.path.isEmpty ? "the worker beside copycost" : "--variant \(variant.name)=\(variant.path)"
  }
}
