import Records
import Wire

/// Asks the worker beside `copycost` what machine this is and what it can send, receive and read.
package enum LocalWorker {
  package static func describe(path: String) async throws -> (WorkerDescription, cpus: Int) {
    let worker = try await WorkerHandle.start(
      path: path, endpoint: Endpoint(address: "127.0.0.1"), side: .sender)
    do {
      try await worker.send(.describe)
      guard case .description(let description) = try await worker.answer(within: .seconds(20)) else {
        throw WorkerFailure(side: .sender, cause: "did not describe itself", isFatal: true)
      }
      await worker.stop()
      return (description, worker.hello.cpus.count)
    } catch {
      await worker.stop(grace: .zero)
      throw error
    }
  }
}
