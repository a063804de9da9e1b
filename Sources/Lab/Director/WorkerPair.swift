import Kernel
import Records
import Wire

/// The two workers of a link and variant, which take samples together for one round.
package struct WorkerPair: Sendable {
  package let sender: WorkerHandle
  package let receiver: WorkerHandle
  private let link: OpenLink
  private let instruments: Instruments?

  /// - Parameter instruments: what every sample of this pair reads beyond the usual counters.
  package static func start(
    path: String, link: OpenLink, instruments: Instruments? = nil
  ) async throws -> WorkerPair {
    let sender = try await WorkerHandle.start(path: path, endpoint: link.sender, side: .sender)
    do {
      let receiver = try await WorkerHandle.start(path: path, endpoint: link.receiver, side: .receiver)
      return WorkerPair(sender: sender, receiver: receiver, link: link, instruments: instruments)
    } catch {
      await sender.stop()
      throw error
    }
  }

  package func stop(grace: Duration = .milliseconds(500)) async {
    async let one: Void = sender.stop(grace: grace)
    async let other: Void = receiver.stop(grace: grace)
    _ = await (one, other)
  }

  /// How long traffic runs before and inside the window of one sample.
  package struct Timing: Sendable {
    package var warmupNanoseconds: UInt64
    package var windowNanoseconds: UInt64
    /// Distance of the slices in which the receiver notes its progress; the window's length or more for none.
    package var sliceNanoseconds: UInt64
    /// Whether the instruments get their stretch of traffic after the window; a pilot needs none, and not every round.
    package var isInstrumented: Bool

    /// Each slice costs a stream of small messages some 0.4 ms, so that a window is cut into as few as show a trend
    /// (six and a rest), and a window too short for those into none.
    package static let shortestSliceNanoseconds: UInt64 = 20_000_000

    package init(
      warmupNanoseconds: UInt64, windowNanoseconds: UInt64, sliceNanoseconds: UInt64? = nil,
      isInstrumented: Bool = true
    ) {
      self.warmupNanoseconds = warmupNanoseconds
      self.windowNanoseconds = windowNanoseconds
      self.isInstrumented = isInstrumented
      let seventh = windowNanoseconds / 7
      self.sliceNanoseconds =
        sliceNanoseconds ?? (seventh < Self.shortestSliceNanoseconds ? windowNanoseconds : seventh)
    }
  }

  /// Both ends' reports of one job, and the timetable they followed.
  package struct Outcome: Sendable {
    package var sender: EndReport
    package var receiver: EndReport
    package var schedule: Schedule
  }

  /// Connects, measures and drains one job of a cell on both ends.
  ///
  /// - Throws: `WorkerFailure`; after one the pair must be stopped, for the other end may be anywhere in the job.
  package func measure(_ cell: Cell, job number: UInt64, timing: Timing) async throws -> Outcome {
    let connection = try await connect(cell, number: number)
    let schedule = Timetable(cell: cell, instruments: instruments, timing: timing).schedule(after: connection)
    try await sender.send(.measure(schedule))
    try await receiver.send(.measure(schedule))
    let limit = Duration.nanoseconds(schedule.deadline - connection.now) + Self.releaseLimit
    async let sent = sender.finished(within: limit)
    async let received = receiver.finished(within: limit)
    return try await Outcome(sender: sent, receiver: received, schedule: schedule)
  }

  /// Has the sender listen and the receiver connect.
  private func connect(_ cell: Cell, number: UInt64) async throws -> Timetable.Connection {
    var generator = SystemRandomNumberGenerator()
    var job = Job(
      id: number, token: Token.random(using: &generator), cell: cell,
      cpusByFlow: FlowPlacement.cpus(for: cell, side: .sender, allowed: sender.hello.cpus),
      address: link.sender.address, device: link.sender.device, readsMachine: true,
      instruments: instruments)
    let limit = Duration.nanoseconds(job.connectNanoseconds + job.preparationNanoseconds) + .seconds(5)
    let asked = MonotonicClock.now()
    try await sender.send(.listen(job))
    guard case .listening(number, let port) = try await sender.answer(within: limit) else {
      throw WorkerFailure(side: .sender, cause: "did not listen", isFatal: true)
    }
    let answered = MonotonicClock.now()
    job.port = port
    job.cpusByFlow = FlowPlacement.cpus(for: cell, side: .receiver, allowed: receiver.hello.cpus)
    job.device = nil
    job.readsMachine = false
    try await receiver.send(.connect(job))
    async let one = sender.connected(job: number, within: limit)
    async let other = receiver.connected(job: number, within: limit)
    let ends = try await (sender: one, receiver: other)
    return Timetable.Connection(
      now: max(ends.sender.clock, ends.receiver.clock),
      roundTripNanoseconds: max(answered - asked, ends.receiver.heard - answered))
  }

  /// What an end may take after the deadline to release flows that the other end has left hanging: 2 s to drain, 2 s to
  /// join, 2 s until all is acknowledged, and 2 s for the way here. Less, and the healthy end would be blamed.
  static let releaseLimit = Duration.seconds(8)
}

extension WorkerHandle {
  /// The worker's clock when its flows stood, and ours when it had said so.
  fileprivate func connected(
    job: UInt64, within limit: Duration
  ) async throws -> (clock: UInt64, heard: UInt64) {
    guard case .connected(job, let clock) = try await answer(within: limit) else {
      throw WorkerFailure(side: side, cause: "did not connect", isFatal: true)
    }
    return (clock, MonotonicClock.now())
  }

  fileprivate func finished(within limit: Duration) async throws -> EndReport {
    guard case .finished(let report) = try await answer(within: limit) else {
      throw WorkerFailure(side: side, cause: "did not report", isFatal: true)
    }
    return report
  }
}
