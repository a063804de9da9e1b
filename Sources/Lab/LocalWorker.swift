import Records
import Wire

/// Asks a worker on this machine what machine this is and what the worker can send, receive and read.
package enum LocalWorker {
  /// What a worker says of itself.
  package struct Meeting: Sendable {
    package var hello: Hello
    package var description: WorkerDescription
  }

  package static func meet(path: String) async throws -> Meeting {
    let worker = try await WorkerHandle.start(
      path: path, endpoint: Endpoint(address: "127.0.0.1"), side: .sender)
    do {
      try await worker.send(.describe)
      guard case .description(let description) = try await worker.answer(within: .seconds(20)) else {
        throw WorkerFailure(side: .sender, cause: "did not describe itself", isFatal: true)
      }
      await worker.stop()
      return Meeting(hello: worker.hello, description: description)
    } catch {
      await worker.stop(grace: .zero)
      throw error
    }
  }

  package static func describe(path: String) async throws -> (WorkerDescription, cpus: Int) {
    let meeting = try await meet(path: path)
    return (meeting.description, meeting.hello.cpus.count)
  }
}
