import Records
import Synchronization

/// data.csv, written on a thread of its own while whoever reads the samples goes on.
package final class CSVFile {
  private let lane = Lane("data.csv")
  private let writer: Writer

  /// - Throws: an error of the file.
  package init(_ source: ExportSource, _ file: sending PartialFile) throws {
    let table = CSVTable(source)
    try file.append(table.header)
    writer = Writer(table, file)
  }

  /// - Throws: an error of the file, of these samples or of earlier ones.
  package func append(_ samples: [Sample]) throws {
    try lane.add { [writer] in try writer.append(samples) }
  }

  /// Puts the whole file in its place.
  package func commit() throws {
    try lane.finish()
    try writer.commit()
  }

  private final class Writer: Sendable {
    private struct State {
      var table: CSVTable
      let file: PartialFile
    }

    /// Held while a batch is written.
    private let state: Mutex<State>

    init(_ table: CSVTable, _ file: sending PartialFile) {
      state = Mutex(State(table: table, file: file))
    }

    func append(_ samples: [Sample]) throws {
      try state.withLock { state in
        for sample in samples { try state.file.append(state.table.row(sample)) }
      }
    }

    func commit() throws {
      try state.withLock { try $0.file.commit() }
    }
  }
}
