import Records
import Synchronization

/// A file with a piece for each sample, written on a thread of its own while whoever reads the samples goes on.
package final class SampleFile {
  private let lane: Lane
  private let writer: Writer

  /// - Throws: an error of the file.
  package init(
    _ format: any SampleExporter.Type, _ source: ExportSource, _ sink: sending ExportSink
  ) throws {
    let exporter = format.init(source)
    try sink.append(exporter.head)
    lane = Lane(format.name)
    writer = Writer(exporter, sink)
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
      var exporter: any SampleExporter
      let sink: ExportSink
    }

    /// Held while a batch is written.
    private let state: Mutex<State>

    init(_ exporter: any SampleExporter, _ sink: sending ExportSink) {
      state = Mutex(State(exporter: exporter, sink: sink))
    }

    func append(_ samples: [Sample]) throws {
      try state.withLock { state in
        for sample in samples { try state.sink.append(state.exporter.piece(sample)) }
      }
    }

    func commit() throws {
      try state.withLock { state in
        try state.sink.append(state.exporter.tail)
        try state.sink.commit()
      }
    }
  }
}
