import Records
import Wire

/// Runs one end of the two-terminal commands in the worker beside `copycost` and hands on what happens.
package enum TwoTerminals {
  /// How long a silent worker is believed: longer than any flow may run.
  private static let silence = Duration.seconds(24 * 3600)

  /// - Throws: `OperationError` when the address, port or host refuses.
  package static func run(
    _ order: Order, worker path: String, tell: @Sendable (ServeEvent) -> Void
  ) async throws {
    let worker = try await WorkerHandle.start(
      path: path, endpoint: Endpoint(address: "127.0.0.1"), side: .sender)
    var started = 0
    do {
      try await worker.send(order)
      while true {
        guard case .served(let event) = try await worker.answer(within: silence) else { continue }
        tell(event)
        if case .flowStarted = event { started += 1 }
        if case .finished = event { break }
      }
      await worker.stop()
    } catch let failure as WorkerFailure {
      await worker.stop(grace: .zero)
      let effect =
        started == 0 ? "nothing was moved" : "the flows that were under way, of \(started), were cut off"
      throw OperationError(failure.cause, effect: effect, remedy: remedy(for: failure.refusal))
    } catch {
      await worker.stop(grace: .zero)
      throw error
    }
  }

  private static func remedy(for refusal: Refusal?) -> String {
    switch refusal {
    case .addressInUse: "Choose another --port, or end what listens there"
    case .addressNotHere: "Name an address of this machine with --bind"
    case .connectionRefused: "Start `copycost serve` there first, or name its --port"
    case .notPermitted: "Ports below 1024 need root; choose another --port"
    default: "Check address and port of both ends"
    }
  }
}
