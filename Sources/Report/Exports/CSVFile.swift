import Dispatch
import Records
import Synchronization

/// data.csv, written on a thread of its own while whoever reads the samples goes on.
package final class CSVFile {
  private let writer: Writer
  private var batch: [Sample] = []

  /// Samples handed over at a time: enough that handing over costs nothing.
  private static let batchSamples = 256

  /// - Throws: an error of the file.
  package init(_ source: ExportSource, _ file: sending PartialFile) throws {
    let table = CSVTable(source)
    try file.append(table.header)
    writer = Writer(table, file)
  }

  /// - Throws: an error of the file, of this sample or of an earlier one.
  package func append(_ sample: Sample) throws {
    batch.append(sample)
    guard batch.count == Self.batchSamples else { return }
    try writer.write(batch)
    batch.removeAll(keepingCapacity: true)
  }

  /// Puts the whole file in its place.
  package func commit() throws {
    try writer.write(batch)
    try writer.commit()
  }

  private final class Writer: Sendable {
    private struct State {
      var table: CSVTable
      let file: PartialFile
    }

    /// Held while a batch is written.
    private let state: Mutex<State>
    private let failure = Mutex<(any Error)?>(nil)
    private let queue = DispatchQueue(label: "data.csv")
    /// Batches under way: a slow disk makes the reader wait instead of filling the memory.
    private let room = DispatchSemaphore(value: 4)

    init(_ table: CSVTable, _ file: sending PartialFile) {
      state = Mutex(State(table: table, file: file))
    }

    func write(_ samples: [Sample]) throws {
      room.wait()
      queue.async { [self] in
        do {
          try state.withLock { state in
            for sample in samples { try state.file.append(state.table.row(sample)) }
          }
        } catch {
          failure.withLock { $0 = $0 ?? error }
        }
        room.signal()
      }
      try check()
    }

    func commit() throws {
      queue.sync {}
      try check()
      try state.withLock { try $0.file.commit() }
    }

    private func check() throws {
      if let failure = failure.withLock({ $0 }) { throw failure }
    }
  }
}
