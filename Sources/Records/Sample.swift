/// One measured window of one cell, or the named failure to measure it.
package struct Sample: Codable, Sendable, Equatable {
  package var cell: Cell
  /// Pass over the cells, from 0.
  package var round: Int
  /// Position of the cell inside its round, from 0: the seeded random order.
  package var order: Int
  /// Wall clock at commit, nanoseconds since 1970.
  package var finishedAtUnixNanoseconds: Int64
  package var readings: Readings
  package var limitedBy: LimitedBy
  package var caveats: [Caveat]
  /// Received bytes over the window, about every 20 ms.
  package var slices: [Slice]
  /// Why there is no measurement; nil for a sample that counts.
  package var failure: String?
  /// What the sockets and threads were granted; nil where nobody asked: a peer, a lost sample, an archive of before.
  package var grants: SocketGrants?

  package init(
    cell: Cell, round: Int, order: Int, finishedAtUnixNanoseconds: Int64 = 0,
    readings: some Sequence<Reading> = Readings(),
    limitedBy: LimitedBy = .undecided, caveats: [Caveat] = [], slices: [Slice] = [], failure: String? = nil,
    grants: SocketGrants? = nil
  ) {
    self.cell = cell
    self.round = round
    self.order = order
    self.finishedAtUnixNanoseconds = finishedAtUnixNanoseconds
    self.readings = readings as? Readings ?? Readings(readings)
    self.limitedBy = limitedBy
    self.caveats = caveats
    self.slices = slices
    self.failure = failure
    self.grants = grants
  }

  /// The reading of a metric, by its name, of one side; nil when the sample never tried to read it.
  package func reading(_ metric: String, _ side: Side) -> Reading? {
    readings.kind.place(of: metric, side).map { readings[$0] }
  }

  package func reading(_ metric: Metric, _ side: Side) -> Reading? { reading(metric.name, side) }

  package func value(_ metric: String, _ side: Side) -> Double? {
    readings.kind.place(of: metric, side).flatMap { readings.value(at: $0) }
  }

  package func value(_ metric: Metric, _ side: Side) -> Double? { value(metric.name, side) }
}

/// What the receivers had counted at one instant of the window.
package struct Slice: Codable, Hashable, Sendable {
  /// Nanoseconds since the window opened.
  package var nanoseconds: UInt64
  /// Bytes received since the window opened, all flows together.
  package var receivedBytes: UInt64

  package init(nanoseconds: UInt64, receivedBytes: UInt64) {
    self.nanoseconds = nanoseconds
    self.receivedBytes = receivedBytes
  }
}
