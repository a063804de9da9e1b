import Dispatch
import Foundation
import Synchronization

/// Turns Ctrl-C, SIGTERM and SIGHUP into the cancellation of a task, so that it can end cleanly.
package enum Interruption {
  /// What a signal cancels now.
  private static let running = Mutex<[UUID: @Sendable () -> Void]>([:])

  /// Made once: on Linux a second source for a signal whose first one was cancelled hears nothing.
  private static let sources = Sources(all: [SIGINT, SIGTERM, SIGHUP].map { source(of: $0) })

  /// Only kept, never touched again.
  private struct Sources: @unchecked Sendable {
    let all: [any DispatchSourceSignal]
  }

  private static func source(of number: Int32) -> any DispatchSourceSignal {
    _ = signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler {
      let cancellations = running.withLock { Array($0.values) }
      // Between two tasks nothing would end us: files are whole or absent, and samples are committed.
      if cancellations.isEmpty { exit(128 + number) }
      for cancel in cancellations { cancel() }
    }
    source.activate()
    return source
  }

  /// Runs the body; a signal cancels it and it then has to return or throw `CancellationError`.
  package static func cancelling<Result: Sendable>(
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    _ = sources
    let task = Task { try await body() }
    let key = UUID()
    running.withLock { $0[key] = { task.cancel() } }
    defer { _ = running.withLock { $0.removeValue(forKey: key) } }
    return try await task.value
  }
}
