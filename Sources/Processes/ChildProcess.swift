import Glibc
import Subprocess
import Synchronization

/// A long-lived program the director talks to line by line over its stdin and stdout.
///
/// The child inherits three pipes and no other descriptor, and leads its own process group, so that Ctrl-C in
/// the terminal reaches the director alone. Its stdin closes when the director dies by whatever means.
/// Every wait takes a limit. A child that is never stopped keeps running until its stdin closes.
///
/// A program behind a launcher cannot ask on the terminal (an ssh pass phrase): outside the terminal's foreground
/// group the question stops it with SIGTTIN.
package actor ChildProcess {
  /// Process id, which is also the id of the child's process group.
  package nonisolated let processIdentifier: Int32
  /// First element of the argument list, for messages.
  package nonisolated let program: String

  private let limits: Limits
  private let outgoing: AsyncStream<[UInt8]>.Continuation
  private let signal: @Sendable (Int32) -> Void

  private var lines: LineQueue
  private var outputEnd: OutputEnd?

  private var errorTail: [UInt8] = []
  private var inputIsOpen = true
  private var status: ExitStatus?
  private var waiters: [Waiter] = []
  private var lastWaiter: UInt64 = 0

  private typealias Execution = Subprocess.Execution<CustomWriteInput, SequenceOutput, SequenceOutput>
  private enum Event { case line, exit }
  private struct Waiter {
    var event: Event
    var number: UInt64
    var continuation: CheckedContinuation<Void, Never>
  }
  private enum OutputEnd {
    case endOfFile
    case failure(ChildFailure)
  }

  private init(
    _ execution: Execution, program: String, limits: Limits, outgoing: AsyncStream<[UInt8]>.Continuation
  ) {
    self.processIdentifier = execution.processIdentifier.value
    self.program = program
    self.limits = limits
    self.lines = LineQueue(limits: limits)
    self.outgoing = outgoing
    // To the group: a shell or a launcher in front takes its own children with it.
    self.signal = { try? execution.send(signal: Signal(rawValue: $0), toProcessGroup: true) }
  }
}

// MARK: - Starting

extension ChildProcess {
  // A write to a pipe without a reader must answer EPIPE, not end the director. Children start with the default again.
  private static let ignoreBrokenPipes: Void = { _ = Glibc.signal(SIGPIPE, SIG_IGN) }()

  /// Starts a program and returns as soon as it runs.
  ///
  /// - Parameter arguments: program (path, or a name looked up in PATH) and its arguments.
  /// - Parameter environment: variables to set on top of the director's own.
  /// - Parameter inherits: whether the child gets the director's variables at all.
  /// - Throws: `ChildFailure.notStarted` when there is no such program or the kernel refuses; `OperationError` where a
  ///   limit of this process leaves no room for a child.
  package static func start(
    _ arguments: [String], environment: [String: String] = [:], inherits: Bool = true,
    limits: Limits = Limits()
  ) async throws -> ChildProcess {
    guard let program = arguments.first, !program.isEmpty else {
      throw ChildFailure.notStarted(program: "(nothing)", cause: "the argument list is empty")
    }
    try ChildLimits.check(program)
    _ = ignoreBrokenPipes
    let configuration = configuration(
      program, Array(arguments.dropFirst()), variables(environment, inherits: inherits))
    let (started, handOver) = AsyncThrowingStream<ChildProcess, any Error>.makeStream()
    let runner = Task.detached {
      var child: ChildProcess?
      do {
        let result = try await run(configuration, input: .inputWriter, output: .sequence, error: .sequence) {
          let (written, outgoing) = AsyncStream<[UInt8]>.makeStream()
          let started = ChildProcess($0, program: program, limits: limits, outgoing: outgoing)
          child = started
          handOver.yield(started)
          await started.converse(with: $0, sending: written)
        }
        await child?.ended(ExitStatus(result.terminationStatus))
      } catch {
        handOver.finish(throwing: ChildFailure.notStarted(program: program, cause: plain(error)))
        await child?.ended(.unknown("\(error)"))
      }
    }
    for try await child in started {
      return child
    }
    runner.cancel()  // the caller was cancelled; cancelling the runner kills what it may have started
    throw CancellationError()
  }

  /// The library's words on one line, without a dump of its error values.
  private static func plain(_ error: any Error) -> String {
    "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private static func configuration(
    _ program: String, _ arguments: [String], _ environment: Environment
  ) -> Configuration {
    var platform = PlatformOptions()
    platform.processGroupID = 0
    return Configuration(
      executable: program.contains("/") ? .path(.init(program)) : .name(program),
      arguments: Arguments(arguments),
      environment: environment,
      platformOptions: platform)
  }

  private static func variables(_ own: [String: String], inherits: Bool) -> Environment {
    var changes: [Environment.Key: String] = [:]
    for (name, value) in own { changes[Environment.Key(stringLiteral: name)] = value }
    return inherits ? .inherit.updating(changes) : .custom(changes)
  }
}

// MARK: - Talking

extension ChildProcess {
  /// Queues one line for the child's stdin; the newline is added.
  ///
  /// - Throws: `ChildFailure.inputClosed` when the input is closed, the child stopped reading it, or it has ended.
  package func writeLine(_ line: String) throws {
    var bytes = Array(line.utf8)
    bytes.append(UInt8(ascii: "\n"))
    try write(bytes)
  }

  /// Queues bytes for the child's stdin.
  package func write(_ bytes: [UInt8]) throws {
    guard inputIsOpen else { throw ChildFailure.inputClosed(program: program) }
    outgoing.yield(bytes)
  }

  /// Closes the child's stdin once everything queued is written; idempotent.
  package func closeInput() {
    inputIsOpen = false
    outgoing.finish()
  }

  /// The next line of the child's stdout without its newline; nil at its end.
  ///
  /// - Throws: `ChildFailure.timeout` after `limit` (the child lives on and the line may come later);
  ///   `.lineTooLong` and `.tooMuchOutput` when the child was killed for it; `CancellationError`.
  package func nextLine(within limit: Duration) async throws -> String? {
    let deadline = ContinuousClock.now + limit
    while true {
      if let line = lines.next() { return line }
      switch outputEnd {
      case .endOfFile: return nil
      case .failure(let failure): throw failure
      case nil: break
      }
      try Task.checkCancellation()
      guard ContinuousClock.now < deadline else {
        throw ChildFailure.timeout(program: program, waited: limit)
      }
      await wait(until: deadline, for: .line)
    }
  }

  /// Waits for the child's end; nil when it still runs after `limit`.
  package func waitForExit(within limit: Duration) async -> ExitStatus? {
    let deadline = ContinuousClock.now + limit
    while status == nil, ContinuousClock.now < deadline, !Task.isCancelled {
      await wait(until: deadline, for: .exit)
    }
    return status
  }

  /// Sends a signal to the child's process group; does nothing once the child has ended.
  package func kill(_ number: Int32 = SIGKILL) {
    // Between the kernel's last word on the child and the status arriving here the id is free for a moment; process ids
    // are handed out in a cycle, so nobody else has it yet.
    if status == nil { signal(number) }
  }

  /// Ends the child: closes its stdin, waits, sends SIGKILL after `grace`; nil when it outlived that by 10 s.
  ///
  /// Only a process in uninterruptible sleep outlives SIGKILL.
  @discardableResult
  package func stop(grace: Duration = .seconds(2)) async -> ExitStatus? {
    closeInput()
    // Not cancelled with the caller: a stop that gives up early leaves a process behind.
    return await Task { () -> ExitStatus? in
      if let status = await waitForExit(within: grace) { return status }
      kill(SIGKILL)
      return await waitForExit(within: .seconds(10))
    }.value
  }

  /// The end of what the child wrote to stderr.
  package var standardErrorTail: String {
    String(decoding: errorTail, as: UTF8.self)
  }

  /// How the child ended; nil while it runs.
  package var exitStatus: ExitStatus? { status }
}

// MARK: - Pumping, while the child runs

extension ChildProcess {
  private nonisolated func converse(with execution: Execution, sending written: AsyncStream<[UInt8]>) async {
    await withTaskGroup { group in
      group.addTask { await self.readOutput(execution.standardOutput) }
      group.addTask { await self.readError(execution.standardError) }
      let feeding = Task { await self.feed(execution.standardInputWriter, written) }
      await group.waitForAll()
      // Both outputs have ended: as a rule the child has, and nobody reads what is still queued.
      await self.stopSending()
      await feeding.value
    }
  }

  private nonisolated func readOutput(_ output: SubprocessOutputSequence) async {
    do {
      for try await buffer in output {
        guard await accept(unsafe buffer.withUnsafeBytes { unsafe Array($0) }) else { break }
      }
      await outputEnded(.endOfFile)
    } catch {
      await outputEnded(.failure(.outputLost(program: program, cause: "\(error)")))
    }
  }

  private nonisolated func readError(_ output: SubprocessOutputSequence) async {
    do {
      for try await buffer in output {
        await keepTail(unsafe buffer.withUnsafeBytes { unsafe Array($0) })
      }
    } catch {
      await keepTail(Array("(standard error lost: \(error))".utf8))
    }
  }

  private nonisolated func feed(_ input: StandardInputWriter, _ written: AsyncStream<[UInt8]>) async {
    // One task writes: concurrent writes would interleave whenever the pipe is full.
    for await bytes in written {
      guard let count = try? await input.write(bytes), count == bytes.count else {
        await stopSending()
        break
      }
    }
    try? await input.finish()
  }

  /// Queues what arrived; false when the child has to be given up.
  private func accept(_ bytes: [UInt8]) -> Bool {
    defer { wakeAll(.line) }
    do throws(LineQueue.Excess) {
      try lines.append(bytes)
      return true
    } catch {
      switch error {
      case .line: giveUp(.lineTooLong(program: program, limits.lineBytes))
      case .queue: giveUp(.tooMuchOutput(program: program, limits.queuedBytes))
      }
      return false
    }
  }

  private func giveUp(_ failure: ChildFailure) {
    outputEnd = .failure(failure)
    signal(SIGKILL)
  }

  private func outputEnded(_ end: OutputEnd) {
    lines.finish()
    if outputEnd == nil { outputEnd = end }
    wakeAll(.line)
  }

  private func keepTail(_ bytes: [UInt8]) {
    errorTail.append(contentsOf: bytes)
    if errorTail.count > limits.errorTailBytes {
      errorTail.removeFirst(errorTail.count - limits.errorTailBytes)
    }
  }

  private func stopSending() {
    inputIsOpen = false
    outgoing.finish()
  }

  private func ended(_ status: ExitStatus) {
    self.status = status
    stopSending()
    outputEnded(.endOfFile)
    wakeAll(.exit)
  }
}

// MARK: - Waiting

extension ChildProcess {
  /// Suspends until the event happens, the deadline passes or the task is cancelled.
  private func wait(until deadline: ContinuousClock.Instant, for event: Event) async {
    lastWaiter += 1
    let number = lastWaiter
    // Cannot fire too early: it needs this actor, which is held until the continuation is in the list.
    let alarm = Task {
      try? await Task.sleep(until: deadline, clock: .continuous)
      wake(number)
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation {
        waiters.append(Waiter(event: event, number: number, continuation: $0))
      }
    } onCancel: {
      alarm.cancel()
    }
    alarm.cancel()
  }

  private func wake(_ number: UInt64) {
    guard let index = waiters.firstIndex(where: { $0.number == number }) else { return }
    waiters.remove(at: index).continuation.resume()
  }

  private func wakeAll(_ event: Event) {
    let woken = waiters.filter { $0.event == event }
    waiters.removeAll { $0.event == event }
    for waiter in woken { waiter.continuation.resume() }
  }
}
