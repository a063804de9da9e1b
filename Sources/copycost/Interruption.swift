import Dispatch
import Foundation

/// Turns Ctrl-C, SIGTERM and SIGHUP into the cancellation of a task, so that it can end cleanly.
enum Interruption {
  /// Runs the body; a signal cancels it and it then has to return or throw `CancellationError`.
  static func cancelling<Result: Sendable>(
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let task = Task { try await body() }
    let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      _ = signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { task.cancel() }
      source.activate()
      return source
    }
    defer { for source in sources { source.cancel() } }
    return try await task.value
  }
}
