import Foundation
import Kernel
import Lab
import Processes
import Records
import Testing
import Wire

/// The real worker as a child of the test, spoken to as a director does.
struct RunningWorker {
  let child: ChildProcess
  let hello: Hello

  /// The executable, built beside the test program.
  static let path: String = {
    let test = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: test ?? CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("copycost-worker").path
  }()

  static func start() async throws -> RunningWorker {
    let child = try await ChildProcess.start([path])
    let first = try #require(try await child.nextLine(within: .seconds(20)))
    guard case .hello(let hello) = try LineCodec.decode(Answer.self, from: first) else {
      throw Unexpected(line: first)
    }
    return RunningWorker(child: child, hello: hello)
  }

  /// An answer that a test did not expect.
  struct Unexpected: Error {
    var line: String
  }

  func send(_ order: Order) async throws {
    try await child.writeLine(LineCodec.encode(order))
  }

  func answer(within limit: Duration = .seconds(20)) async throws -> Answer {
    let line = try #require(try await child.nextLine(within: limit), "the worker ended")
    return try LineCodec.decode(Answer.self, from: line)
  }

  /// Has the worker listen for a job; the port it chose.
  func listen(_ job: Job) async throws -> UInt16 {
    try await send(.listen(job))
    let answer = try await answer()
    guard case .listening(job.id, let port) = answer else { throw Unexpected(line: "\(answer)") }
    return port
  }

  /// Waits until all flows are connected; this worker's clock then.
  func connected(_ job: Job) async throws -> UInt64 {
    let answer = try await answer()
    guard case .connected(job.id, let now) = answer else { throw Unexpected(line: "\(answer)") }
    return now
  }

  func finished() async throws -> EndReport {
    let answer = try await answer(within: .seconds(40))
    guard case .finished(let report) = answer else { throw Unexpected(line: "\(answer)") }
    return report
  }

  /// Waits for the refusal of a job; its cause.
  func refusal(within limit: Duration = .seconds(20)) async throws -> String {
    let answer = try await answer(within: limit)
    guard case .failed(_, let cause, _) = answer else { throw Unexpected(line: "\(answer)") }
    return cause
  }

  func stop() async {
    await child.stop(grace: .seconds(2))
  }
}

/// A sending and a receiving worker on 127.0.0.1.
struct RunningPair {
  let sender: RunningWorker
  let receiver: RunningWorker

  static func start() async throws -> RunningPair {
    RunningPair(sender: try await .start(), receiver: try await .start())
  }

  func stop() async {
    await sender.stop()
    await receiver.stop()
  }

  /// Connects a job on both ends; the instant at which both stood.
  ///
  /// - Parameter meanwhile: called with the port while the sender listens and nobody has connected.
  func connect(_ job: Job, meanwhile: (UInt16) throws -> Void = { _ in }) async throws -> UInt64 {
    var job = job
    job.port = try await sender.listen(job)
    try meanwhile(job.port)
    try await receiver.send(.connect(job))
    return max(try await sender.connected(job), try await receiver.connected(job))
  }

  /// Runs one job to its end on both ends.
  func run(
    _ job: Job, warmupMilliseconds: UInt64 = 10, windowMilliseconds: UInt64 = 50,
    meanwhile: (UInt16) throws -> Void = { _ in }
  ) async throws -> (sender: EndReport, receiver: EndReport) {
    let start = try await connect(job, meanwhile: meanwhile) + 10_000_000
    let byCount = job.cell.options.messagesPerFlow != nil
    let open = byCount ? start : start + warmupMilliseconds * 1_000_000
    let close = open + windowMilliseconds * 1_000_000
    let schedule = Schedule(
      start: start, open: open, close: byCount ? nil : close,
      instruments: byCount ? nil : .init(open: close + 1_000_000, close: close + 26_000_000),
      deadline: close + 20_000_000_000)
    try await sender.send(.measure(schedule))
    try await receiver.send(.measure(schedule))
    return (try await sender.finished(), try await receiver.finished())
  }
}

/// A job over loopback; `messages` makes it one by count.
func job(
  _ primitive: String = "two-copy", receive: String = "read", bytes: Int = 4096, flows: Int = 1,
  messages: Int? = nil, id: UInt64 = 1
) -> Job {
  var cell = Cell(primitive: primitive, receive: receive, messageBytes: bytes, flows: flows, link: "loopback")
  cell.options.messagesPerFlow = messages
  return Job(
    id: id, token: String(repeating: "0123456789abcdef", count: 2), cell: cell, address: "127.0.0.1")
}

extension EndReport {
  /// Bytes of all flows over their whole connections.
  var wholeBytes: UInt64 { flows.reduce(0) { $0 + $1.whole.bytes } }
}
