import Analysis
import Dispatch
import Foundation
import Records
import Synchronization

extension ExportSource {
  /// Calls its argument with the samples in batches, by round and order, while a thread of its own reads the next ones.
  ///
  /// - Throws: an error of the source, or of the body, after which nothing more is read.
  package func forEachBatch(_ body: ([Sample]) throws -> Void) throws {
    let reader = BatchReader(self)
    // It ends by itself when all is read, when reading fails and when it is stopped.
    Thread(block: reader.read).start()
    defer { reader.stop() }
    while let batch = try reader.next() { try body(batch) }
  }
}

/// Reads samples ahead of whoever takes them, by a few batches and no more.
private final class BatchReader: Sendable {
  private enum Piece {
    case batch([Sample])
    case end((any Error)?)
  }

  private struct Stopped: Error {}

  private let source: ExportSource
  private let pieces = Mutex<[Piece]>([])
  private let isStopped = Mutex(false)
  private let ready = DispatchSemaphore(value: 0)
  /// Begins at 0: a semaphore that is let go below the value it began with is an error, and a reader that was stopped
  /// has batches that nobody took.
  private let room = DispatchSemaphore(value: 0)

  /// Batches read ahead.
  private static let ahead = 4
  /// Enough that handing over costs nothing.
  private static let batchSamples = 256

  init(_ source: ExportSource) {
    self.source = source
    for _ in 0..<Self.ahead { room.signal() }
  }

  func read() {
    do {
      var batch: [Sample] = []
      try source.forEachSample { sample in
        batch.append(sample)
        guard batch.count == Self.batchSamples else { return }
        try handOver(.batch(batch))
        batch = []
      }
      try handOver(.batch(batch))
      try handOver(.end(nil))
    } catch is Stopped {
      return
    } catch {
      try? handOver(.end(error))
    }
  }

  private func handOver(_ piece: Piece) throws {
    room.wait()
    if isStopped.withLock({ $0 }) { throw Stopped() }
    pieces.withLock { $0.append(piece) }
    ready.signal()
  }

  /// The next batch; nil after the last.
  func next() throws -> [Sample]? {
    ready.wait()
    let piece = pieces.withLock { $0.removeFirst() }
    room.signal()
    switch piece {
    case .batch(let batch): return batch
    case .end(let error?): throw error
    case .end(nil): return nil
    }
  }

  /// Lets a reader that waits for room go.
  func stop() {
    isStopped.withLock { $0 = true }
    room.signal()
  }
}

extension StoredSweep {
  /// Reads all samples of the source once.
  ///
  /// - Parameters:
  ///   - afterReading: called once most of what samples left behind was let go, before the analysis begins.
  ///   - alongside: also gets every sample, in batches, so that one pass can write files too.
  /// - Throws: an error of the source, or of `alongside`.
  package init(
    _ source: ExportSource, afterReading: () -> Void = {}, alongside: ([Sample]) throws -> Void = { _ in }
  ) throws {
    let builder = Builder(source.sweep, stoppedByPrecision: source.cellsStoppedByPrecision)
    try source.forEachBatch { batch in
      try alongside(batch)
      for sample in batch { builder.add(sample) }
    }
    self.init(builder, metrics: source.metrics, ledgers: source.ledgers, afterReading: afterReading)
  }
}
