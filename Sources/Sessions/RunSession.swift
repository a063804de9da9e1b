import Foundation
import Lab
import Processes
import Records
import Report
import Synchronization

/// One `run` command: a line for each window, then the statistics of all of them.
package struct RunSession {
  let worker: String
  let tools: String

  /// With the worker and the tools of this installation.
  ///
  /// - Throws: `OperationError` when there is no worker, or it is not to be trusted.
  package init() throws {
    self.init(worker: try Installation.worker(), tools: Installation.tools())
  }

  init(worker: String, tools: String) {
    self.worker = worker
    self.tools = tools
  }

  /// - Parameter archive: path of the file that keeps the samples; nil to keep none.
  /// - Throws: `OperationError` when it was interrupted before a window ended, or every window was lost.
  package func run(_ request: SweepRequest, archive: String?, json: String?) async throws {
    let scratch = archive == nil ? try ScratchArchive() : nil
    let session = SweepSession(
      archivePath: archive ?? scratch?.path ?? "", worker: worker, tools: tools, isQuiet: true)
    let begun = try await session.begin(request)
    let screen = LiveScreen()
    Screen.show("\(begun.sweep.plan.cells[0]), taken with \(begun.sweep.plan.cells[0].receive)")
    do {
      try await Interruption.cancelling { _ = try await session.take(begun) { screen.show($0) } }
    } catch is CancellationError {
      guard screen.samples > 0 else {
        throw OperationError(
          "interrupted before the first window ended", effect: "there are no statistics",
          remedy: "Let it run for longer")
      }
    }
    Screen.show("")
    _ = try await session.conclude(begun, SweepOutputs(json: json))
    withExtendedLifetime(scratch) {}
  }
}

/// Prints each window when it is over.
private final class LiveScreen: Sendable {
  private let state = Mutex((samples: 0, measured: UInt64(0)))

  /// Windows that were measured.
  var samples: Int { state.withLock { $0.samples } }

  func show(_ event: SweepEvent) {
    guard case .sampled(let sample, _, _) = event else { return }
    let measured = state.withLock { state in
      if sample.failure == nil { state.samples += 1 }
      let window = sample.value(TrafficMetrics.window.name, .flow) ?? 0
      state.measured &+= (try? ForeignNumber.whole(window, "window")) ?? 0
      return state.measured
    }
    Screen.show(LiveLine.text(sample, elapsedNanoseconds: measured))
  }
}

/// An archive for one run that nobody wants to keep, gone with this value.
private final class ScratchArchive: Sendable {
  private let directory: String

  var path: String { "\(directory)/run.db" }

  init() throws {
    directory = NSTemporaryDirectory() + "copycost-run-\(UUID().uuidString)"
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw OperationError(
        "the temporary directory \(directory) cannot be made", effect: "nothing was run",
        remedy: "Name a directory that can be written in TMPDIR, or a file with --archive")
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }
}
