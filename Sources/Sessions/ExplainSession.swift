import Lab
import Processes
import Records
import Report
import Wire

/// One `explain` command: from the primitive that was typed to what was measured and proved of it.
package struct ExplainSession {
  let worker: String

  /// With the worker of this installation.
  ///
  /// - Throws: `OperationError` when there is none, or it is not to be trusted.
  package init() throws { self.init(worker: try Installation.worker()) }

  init(worker: String) { self.worker = worker }

  /// - Parameter typed: of one primitive, size and link.
  /// - Throws: `UsageError` for a primitive that moves nothing, `OperationError` when it cannot be measured.
  package func explain(_ typed: SweepRequest, as format: ExplainFormat) async throws -> String {
    format.render(try await explain(typed))
  }

  func explain(_ typed: SweepRequest) async throws -> Explanation {
    let (description, cpus) = try await LocalWorker.describe(path: worker)
    for name in typed.primitives
    where description.senders.named(name)?.movesNothing == true {
      throw UsageError.movesNothing(primitive: name)
    }
    let links = LinkPool(worker: worker)
    do {
      let explanation = try await explain(typed, description, cpus: cpus, links)
      await links.closeAll()
      return explanation
    } catch {
      await links.closeAll()
      throw error
    }
  }

  private func explain(
    _ typed: SweepRequest, _ description: WorkerDescription, cpus: Int, _ links: LinkPool
  ) async throws -> Explanation {
    var request = typed
    let caveats = try await AutomaticLink.resolve(&request.links, pool: links)
    let asked = try PlanBuilder(description: description, cpus: cpus).plan(request)
    let facts = await LinkFacts.read([asked.cells[0].link], pool: links, worker: worker)
    let plan = try SocketBufferChoice.granted(asked, HostFacts(facts: description.host.facts + facts))
    return try await Interruption.cancelling {
      try await ExplainRun(cell: plan.cells[0], baseline: Defaults.baseline, worker: worker, links: links)
        .run(description, caveats: caveats + SweepCaveats.of(plan, cpus: cpus, host: description.host))
    }
  }
}

/// How an explanation is written.
package enum ExplainFormat: String, CaseIterable, Sendable {
  case text, mermaid, json

  func render(_ explanation: Explanation) -> String {
    switch self {
    case .text: ExplainReport.text(explanation)
    case .mermaid: ExplainReport.mermaid(explanation)
    case .json: ExplainReport.json(explanation)
    }
  }
}
