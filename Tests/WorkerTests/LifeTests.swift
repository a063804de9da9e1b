import Foundation
import Kernel
import Lab
import Records
import Testing
import Wire

@Suite("A worker dies with its director", .serialized, .timeLimit(.minutes(1)))
struct LifeTests {
  /// Brings a pair into the middle of a window of one minute.
  private func inWindow() async throws -> RunningPair {
    let pair = try await RunningPair.start()
    let now = try await pair.connect(job(flows: 2))
    let schedule = Schedule(
      start: now + 10_000_000, open: now + 20_000_000, close: now + 60_000_000_000,
      deadline: now + 70_000_000_000)
    try await pair.sender.send(.measure(schedule))
    try await pair.receiver.send(.measure(schedule))
    try await Task.sleep(for: .milliseconds(150))
    #expect(await pair.sender.child.exitStatus == nil)
    return pair
  }

  @Test("closing its standard input in the middle of a window ends it at once")
  func inputCloses() async throws {
    let pair = try await inWindow()
    for worker in [pair.sender, pair.receiver] {
      await worker.child.closeInput()
      #expect(await worker.child.waitForExit(within: .seconds(10)) == .exited(0))
    }
  }

  @Test("it ends also when orders it has not read lie before the end of its input")
  func unreadOrders() async throws {
    let pair = try await inWindow()
    for worker in [pair.sender, pair.receiver] {
      try await worker.send(.describe)
      try await worker.send(.describe)
      await worker.child.closeInput()
      #expect(await worker.child.waitForExit(within: .seconds(10)) == .exited(0))
    }
  }

  @Test("it ends while it serves somebody, and while it waits for somebody to serve")
  func serving() async throws {
    let worker = try await RunningWorker.start()
    try await worker.send(
      .serve(
        TwoTerminalJob(
          cell: job(flows: 2).cell, address: "127.0.0.1", port: 0, durationNanoseconds: 60_000_000_000,
          patienceNanoseconds: 60_000_000_000)))
    guard case .served(.listening(let port)) = try await worker.answer() else {
      Issue.record("the worker does not listen")
      return
    }
    let client = try Socket.connect(
      address: "127.0.0.1", port: port, deadline: MonotonicClock.now() + 5_000_000_000,
      options: SocketOptions())
    guard case .served(.flowStarted) = try await worker.answer() else {
      Issue.record("the worker does not serve")
      return
    }
    await worker.child.closeInput()
    #expect(await worker.child.waitForExit(within: .seconds(10)) == .exited(0))
    client.close()
  }

  @Test("connections that are reset before they are accepted cost a serving worker no flow")
  func scanned() async throws {
    let worker = try await RunningWorker.start()
    try await worker.send(
      .serve(
        TwoTerminalJob(
          cell: job(flows: 2).cell, address: "127.0.0.1", port: 0, durationNanoseconds: 200_000_000,
          patienceNanoseconds: 10_000_000_000)))
    guard case .served(.listening(let port)) = try await worker.answer() else {
      Issue.record("the worker does not listen")
      return
    }
    func client() async throws -> RunningWorker {
      let client = try await RunningWorker.start()
      try await client.send(
        .receive(
          TwoTerminalJob(
            cell: job().cell, address: "127.0.0.1", port: port, durationNanoseconds: nil,
            patienceNanoseconds: 10_000_000_000)))
      return client
    }
    let first = try await client()
    guard case .served(.flowStarted) = try await worker.answer() else {
      Issue.record("the worker does not serve")
      return
    }
    // Stopped, so that it finds them reset when it accepts them.
    await worker.child.kill(SIGSTOP)
    for _ in 0..<5 { try resetConnection(port) }
    await worker.child.kill(SIGCONT)
    let second = try await client()
    var finished = 0
    while finished < 2, case .served(let event) = try await worker.answer() {
      guard case .flowFinished(let flow) = event else { continue }
      #expect(flow.report.failure == nil && flow.report.whole.bytes > 0)
      finished += 1
    }
    #expect(finished == 2)
    for running in [first, second, worker] { await running.stop() }
  }

  /// Connects and takes it back with a reset, as port scanners do.
  private func resetConnection(_ port: UInt16) throws {
    let scanner = try Socket.connect(
      address: "127.0.0.1", port: port, deadline: MonotonicClock.now() + 5_000_000_000,
      options: SocketOptions())
    var abort = linger(l_onoff: 1, l_linger: 0)
    setsockopt(scanner.descriptor, SOL_SOCKET, SO_LINGER, &abort, socklen_t(MemoryLayout<linger>.size))
    scanner.close()
  }

  @Test("an interrupt from the terminal is the director's business")
  func interrupt() async throws {
    let pair = try await inWindow()
    await pair.sender.child.kill(SIGINT)
    #expect(await pair.sender.child.waitForExit(within: .milliseconds(300)) == nil)
    await pair.stop()
  }

  @Test("a receiver that is killed ends the sender's flows by name, and the sender takes the next job")
  func otherEndDies() async throws {
    let pair = try await RunningPair.start()
    let now = try await pair.connect(job(flows: 2))
    let schedule = Schedule(
      start: now + 10_000_000, open: now + 20_000_000, close: now + 400_000_000,
      deadline: now + 20_000_000_000)
    try await pair.sender.send(.measure(schedule))
    try await pair.receiver.send(.measure(schedule))
    try await Task.sleep(for: .milliseconds(150))
    await pair.receiver.child.kill(SIGKILL)
    let report = try await pair.sender.finished()
    for flow in report.flows { #expect(flow.failure?.hasPrefix("send") == true, "\(flow)") }
    let other = RunningPair(sender: pair.sender, receiver: try await RunningWorker.start())
    #expect(try await other.run(job(messages: 20, id: 2)).receiver.wholeBytes == 20 * 4096)
    await other.stop()
  }
}
