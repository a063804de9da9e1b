import Records

/// One end's share of one sample: what to send or receive, where, pinned how.
package struct Job: Codable, Sendable, Equatable {
  /// Unique within a worker.
  package var id: UInt64
  /// Random, 32 hexadecimal digits; every data connection starts with it.
  package var token: String
  package var cell: Cell
  /// CPUs each flow thread of this end may run on; an empty list leaves a thread free.
  package var cpusByFlow: [[Int]]
  /// The sender listens on it, the receiver connects to it.
  package var address: String
  /// 0 for the sender, who takes any free port; the sender's port for the receiver.
  package var port: UInt16
  /// Device whose counters prove the path, in this end's network namespace.
  package var device: String?
  /// Whether this end also reads the counters of the whole machine.
  package var readsMachine: Bool
  /// How long connecting all flows may take.
  package var connectNanoseconds: UInt64
  /// How long completions may take after the last message.
  package var drainNanoseconds: UInt64
  /// What is read beyond the usual counters; nil for nothing.
  package var instruments: Instruments?

  package init(
    id: UInt64, token: String, cell: Cell, cpusByFlow: [[Int]] = [], address: String, port: UInt16 = 0,
    device: String? = nil, readsMachine: Bool = false, connectNanoseconds: UInt64 = 5_000_000_000,
    drainNanoseconds: UInt64 = 2_000_000_000, instruments: Instruments? = nil
  ) {
    self.id = id
    self.token = token
    self.cell = cell
    self.cpusByFlow = cpusByFlow
    self.address = address
    self.port = port
    self.device = device
    self.readsMachine = readsMachine
    self.connectNanoseconds = connectNanoseconds
    self.drainNanoseconds = drainNanoseconds
    self.instruments = instruments
  }
}

extension Job {
  /// How long the sender may take to allocate and touch the memory of its messages; 0 without a footprint.
  ///
  /// 20 ns a byte is a tenth of the pace of an idle machine; headers and the allocator's own make small fields several
  /// times as large. Below the 60 s that a thread waits at the barrier.
  package var preparationNanoseconds: UInt64 {
    guard let bytes = cell.options.footprintBytes else { return 0 }
    return min(50_000_000_000, 5_000_000_000 + 20 * UInt64(min(max(0, bytes), 1 << 40)))
  }
}

/// The instants of one sample, all CLOCK_MONOTONIC nanoseconds of the worker's host.
package struct Schedule: Codable, Sendable, Equatable {
  /// Traffic starts.
  package var start: UInt64
  /// The window opens; equal to `start` when the run is by count.
  package var open: UInt64
  /// The window closes; nil when the run is by count and closes with its last byte.
  package var close: UInt64?
  /// From when until when the instruments look at traffic that no other figure counts; nil where the run is by count,
  /// whose instruments look at all of it, and where they are not to look.
  package var instruments: Stretch?
  /// Distance of the progress slices inside the window.
  package var sliceNanoseconds: UInt64
  /// When the worker gives up, whatever happens.
  package var deadline: UInt64

  package init(
    start: UInt64, open: UInt64, close: UInt64?, instruments: Stretch? = nil,
    sliceNanoseconds: UInt64 = 20_000_000, deadline: UInt64
  ) {
    self.start = start
    self.open = open
    self.close = close
    self.instruments = instruments
    self.sliceNanoseconds = sliceNanoseconds
    self.deadline = deadline
  }

  /// A stretch of time between two instants.
  package struct Stretch: Codable, Sendable, Equatable {
    package var open: UInt64
    package var close: UInt64

    package init(open: UInt64, close: UInt64) {
      self.open = open
      self.close = close
    }
  }
}
