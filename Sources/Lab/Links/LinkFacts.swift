import Records
import Wire

/// What shapes traffic on a link and is not the host's: the sysctls of its network namespace, its device's offloads.
///
/// optmem_max, buffer limits and the like are settings of a namespace, not of the machine.
package enum LinkFacts {
  /// Facts named `link.NAME.FACT`, read by a worker at the sending end; an end that cannot be asked is a reason.
  package static func read(_ links: [String], pool: LinkPool, worker: String) async -> [HostFacts.Fact] {
    var facts: [HostFacts.Fact] = []
    for name in links {
      do {
        facts += try await read(pool.link(name).sender, worker: worker).map { fact in
          var named = fact
          named.name = "link.\(name).\(fact.name)"
          return named
        }
      } catch {
        facts.append(HostFacts.Fact("link.\(name)", unavailable: "\(error)"))
      }
    }
    return facts
  }

  private static func read(_ endpoint: Endpoint, worker path: String) async throws -> [HostFacts.Fact] {
    let worker = try await WorkerHandle.start(path: path, endpoint: endpoint, side: .sender)
    do {
      try await worker.send(.describeNetwork(device: endpoint.device ?? "lo"))
      guard case .network(let facts) = try await worker.answer(within: .seconds(10)) else {
        throw WorkerFailure(side: .sender, cause: "did not describe its network", isFatal: true)
      }
      await worker.stop()
      return facts.facts
    } catch {
      await worker.stop(grace: .zero)
      throw error
    }
  }
}
