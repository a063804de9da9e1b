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
    /// Whether the instruments get their stretch of traffic after the window; a pilot needs none.
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
    let senderNow = try await connect(cell, number: number)
    let schedule = schedule(for: cell, after: senderNow, timing: timing)
    try await sender.send(.measure(schedule))
    try await receiver.send(.measure(schedule))
    let limit = Duration.nanoseconds(schedule.deadline - senderNow) + Self.releaseLimit
    async let sent = sender.finished(within: limit)
    async let received = receiver.finished(within: limit)
    return try await Outcome(sender: sent, receiver: received, schedule: schedule)
  }

  /// Has the sender listen and the receiver connect; the later of both clocks when all flows stand.
  private func connect(_ cell: Cell, number: UInt64) async throws -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    var job = Job(
      id: number, token: Token.random(using: &generator), cell: cell,
      cpusByFlow: FlowPlacement.cpus(for: cell, side: .sender, allowed: sender.hello.cpus),
      address: link.sender.address, device: link.sender.device, readsMachine: true,
      instruments: instruments)
    let limit = Duration.nanoseconds(job.connectNanoseconds + job.preparationNanoseconds) + .seconds(5)
    try await sender.send(.listen(job))
    guard case .listening(number, let port) = try await sender.answer(within: limit) else {
      throw WorkerFailure(side: .sender, cause: "did not listen", isFatal: true)
    }
    job.port = port
    job.cpusByFlow = FlowPlacement.cpus(for: cell, side: .receiver, allowed: receiver.hello.cpus)
    job.device = nil
    job.readsMachine = false
    try await receiver.send(.connect(job))
    async let one = sender.connected(job: number, within: limit)
    async let other = receiver.connected(job: number, within: limit)
    return try await max(one, other)
  }

  /// Lead between the order and the first byte, so that both ends are asleep at the barrier when it comes.
  static let leadNanoseconds: UInt64 = 10_000_000
  /// What a job may take beyond its traffic before it is given up: slow joins on a busy machine.
  static let graceNanoseconds: UInt64 = 5_000_000_000
  /// What an end may take after the deadline to release flows that the other end has left hanging: 2 s to drain, 2 s to
  /// join, 2 s until all is acknowledged, and 2 s for the way here. Less, and the healthy end would be blamed.
  static let releaseLimit = Duration.seconds(8)
  /// Longest run by count.
  static let countLimitNanoseconds: UInt64 = 120_000_000_000

  private func schedule(for cell: Cell, after now: UInt64, timing: Timing) -> Schedule {
    let start = now + Self.leadNanoseconds + UInt64(cell.flows) * 50_000
    guard cell.options.messagesPerFlow == nil else {
      return Schedule(start: start, open: start, close: nil, deadline: start + Self.countLimitNanoseconds)
    }
    let open = start + timing.warmupNanoseconds
    let close = open + timing.windowNanoseconds
    let stretch = timing.isInstrumented ? stretch(after: close, timing.windowNanoseconds) : nil
    return Schedule(
      start: start, open: open, close: close, instruments: stretch, sliceNanoseconds: timing.sliceNanoseconds,
      deadline: (stretch?.close ?? close) + Self.graceNanoseconds)
  }

  private func stretch(after close: UInt64, _ window: UInt64) -> Schedule.Stretch? {
    let length = (instruments ?? Instruments()).stretchNanoseconds(window: window)
    let open = close + Self.edgeNanoseconds
    return length > 0 ? .init(open: open, close: open + length) : nil
  }

  /// Time to read the closing edge before the instruments are opened.
  private static let edgeNanoseconds: UInt64 = 1_000_000
}

extension WorkerHandle {
  fileprivate func connected(job: UInt64, within limit: Duration) async throws -> UInt64 {
    guard case .connected(job, let now) = try await answer(within: limit) else {
      throw WorkerFailure(side: side, cause: "did not connect", isFatal: true)
    }
    return now
  }

  fileprivate func finished(within limit: Duration) async throws -> EndReport {
    guard case .finished(let report) = try await answer(within: limit) else {
      throw WorkerFailure(side: side, cause: "did not report", isFatal: true)
    }
    return report
  }
}
