import DataPath
import Glibc
import Kernel
import Synchronization
import SystemPackage
import Testing

/// Both ends of one flow, run through the loops that measure.
struct Flow: Sendable {
  var send: FlowEnd
  var receive: FlowEnd

  /// Sends `messages`, or through a warm-up and a window of a few messages when there is no number.
  static func run(_ pair: Pair, bytes: Int, messages: UInt64?, footprint: Int? = nil, _ condition: Condition)
    throws -> Flow
  {
    let connection = try Connection(condition, zerocopy: pair.send.description.needsZerocopySocket)
    let phase = PhaseWord.allocate()
    let (sent, received) = (FlowCounters.allocate(), FlowCounters.allocate())
    defer {
      phase.deallocate()
      sent.deallocate()
      received.deallocate()
    }
    let ends = Mutex<(FlowEnd?, FlowEnd?)>((nil, nil))
    let sendJob = SendJob(
      descriptor: connection.near.descriptor, messageBytes: bytes, messageLimit: messages,
      footprintBytes: footprint, phase: phase, counters: sent)
    let receiveJob = ReceiveJob(descriptor: connection.far.descriptor, phase: phase, counters: received)
    let sender = try FlowThread.start(name: "\(condition.threads)-send", cpus: []) {
      let end = pair.send.run(sendJob)
      ends.withLock { $0.0 = end }
    }
    let receiver = try FlowThread.start(name: "\(condition.threads)-recv", cpus: []) {
      let end = pair.receive.run(receiveJob)
      ends.withLock { $0.1 = end }
    }
    let start = MonotonicClock.now()
    // A phase may pass unseen by a thread that gets no CPU meanwhile: wait for a few messages in each.
    func enter(_ next: Phase) {
      phase.set(next)
      let (sentBefore, receivedBefore) = (sent.snapshot()[.messages], received.snapshot()[.calls])
      let isNull = pair.send.description.movesNothing
      while MonotonicClock.now() < start + 10_000_000_000 {
        let seen = received.snapshot()[.calls] >= receivedBefore + 3 || isNull
        if sent.snapshot()[.messages] >= sentBefore + 3, seen { return }
        sched_yield()
      }
    }
    if messages == nil {
      enter(.warmup)
      enter(.window)
      phase.set(.stop)
    } else {
      phase.set(.window)
    }
    let deadline = start + 20_000_000_000
    if !sender.join(deadline: deadline) { connection.near.shutdownBoth() }
    phase.set(.stop)
    connection.near.shutdownWrite()
    if !receiver.join(deadline: deadline) { connection.far.shutdownBoth() }
    // Their memory is still in use: there is no going on without them.
    let lastCall = MonotonicClock.now() + 5_000_000_000
    precondition(sender.join(deadline: lastCall) && receiver.join(deadline: lastCall), "a flow does not end")
    return ends.withLock { Flow(send: $0.0!, receive: $0.1!) }
  }
}

@Suite("The loops of a flow", .serialized)
struct FlowTests {
  static let movingSenders = SendPrimitives.all.filter { !$0.description.movesNothing }.map {
    $0.description.name
  }

  @Test(
    "a flow by count sends exactly so many messages, and the receiver counts the same bytes",
    arguments: Pair.all)
  func byCount(pair: Pair) throws {
    for bytes in [8, 4096, 65537] {
      let flow = try Flow.run(pair, bytes: bytes, messages: 100, .plain)
      #expect(flow.send.failure == nil)
      #expect(flow.receive.failure == nil)
      #expect(flow.send.total[.messages] == 100)
      #expect(flow.send.total[.bytes] == (pair.send.description.movesNothing ? 0 : 100 * UInt64(bytes)))
      #expect(flow.receive.total[.bytes] == flow.send.total[.bytes])
      #expect(flow.send.edges.map(\.phase) == [.window, .stop])
    }
  }

  @Test("a flow by time passes every edge once, with counts and CPU time that only grow", arguments: Pair.all)
  func byTime(pair: Pair) throws {
    let flow = try Flow.run(pair, bytes: 4096, messages: nil, .plain)
    #expect(flow.send.total[.messages] > 0)
    #expect(flow.send.total[.bytes] == flow.receive.total[.bytes])
    #expect(flow.send.edges.map(\.phase) == [.warmup, .window, .stop])
    for edges in [flow.send.edges, flow.receive.edges] {
      for (earlier, later) in zip(edges, edges.dropFirst()) {
        #expect(earlier.monotonicNanoseconds < later.monotonicNanoseconds)
        #expect(earlier.userNanoseconds <= later.userNanoseconds)
        #expect(earlier.systemNanoseconds <= later.systemNanoseconds)
        #expect(earlier.count[.bytes] <= later.count[.bytes])
      }
    }
    if !pair.send.description.movesNothing {
      #expect(flow.receive.edges.map(\.phase) == [.warmup, .window, .stop])
    }
    try #require(flow.send.edges.count == 3)
    let window = flow.send.edges[2].count - flow.send.edges[1].count
    #expect(window[.messages] > 0)
  }

  @Test("a copying sender makes one call per message", arguments: ["two-copy", "one-copy", "contiguous"])
  func oneCall(name: String) throws {
    let pair = Pair(send: SendPrimitives.named(name)!, receive: ReadReceive.self)
    let flow = try Flow.run(pair, bytes: 4096, messages: 1000, .plain)
    #expect(flow.send.total[.calls] == 1000)
    #expect(flow.send.total[.zerocopySends] == 0)
    #expect(flow.send.drain == DrainOutcome())
  }

  @Test("a zero-copy sender accounts for every completion, and bounds those copied")
  func completions() throws {
    let pair = Pair(send: ZeroCopySend.self, receive: ReadReceive.self)
    let total = try Flow.run(pair, bytes: 65536, messages: 1000, .plain).send.total
    #expect(total[.zerocopySends] == 1000)
    #expect(total[.zerocopyCompletions] == 1000)
    #expect(total[.unexpectedCompletions] == 0)
    // Over loopback the kernel copies each at delivery, and every entry says so.
    #expect(total[.zerocopyNotificationsCopied] == total[.zerocopyNotifications])
    #expect(total[.zerocopyCopiedLow] == total[.zerocopyNotificationsCopied])
    #expect(total[.zerocopyCopiedHigh] == 1000)
    #expect(total[.calls] > 1000)
  }

  @Test(
    "a peer that goes away ends the sender with the error of the call",
    arguments: Self.movingSenders)
  func peerGone(sender: String) throws {
    let end = try flowWithPeer(try #require(SendPrimitives.named(sender))) {
      $0.resetFar()
    }
    #expect([.brokenPipe, .connectionReset].contains(end.failure?.errno))
    #expect(end.edges.last?.phase == .stop)
  }

  @Test(
    "shutting the socket down releases a sender that is blocked", arguments: Self.movingSenders)
  func released(sender: String) throws {
    let end = try flowWithPeer(try #require(SendPrimitives.named(sender))) {
      $0.near.shutdownBoth()
    }
    #expect(end.failure?.errno == .brokenPipe)
  }

  @Test("memory the kernel may still read is leaked, not freed, and the bytes are told")
  func leaks() throws {
    let end = try flowWithPeer(ZeroCopySend.self, drainNanoseconds: 20_000_000) {
      $0.near.shutdownBoth()
    }
    #expect(end.drain.unaccounted > 0)
    #expect(end.drain.leakedBytes == 1 << 20)
    #expect(end.drain.completionsOutstanding >= end.drain.unaccounted)
    #expect(end.total[.zerocopySends] - end.total[.zerocopyCompletions] == end.drain.unaccounted)
  }

  @Test("a zero-copy sender refuses a socket on which the kernel would copy in silence")
  func refusesPlainSocket() throws {
    let connection = try Connection(.plain, zerocopy: false)
    let phase = PhaseWord.allocate()
    let counters = FlowCounters.allocate()
    phase.set(.window)
    let end = ZeroCopySend.run(
      SendJob(
        descriptor: connection.near.descriptor, messageBytes: 64, messageLimit: 1, phase: phase,
        counters: counters))
    #expect(end.failure?.errno == .invalidArgument)
    #expect(end.total == FlowCount())
  }

  @Test(
    "a message shorter than its fields is refused, not a crash",
    arguments: ["two-copy", "one-copy", "zero-copy"])
  func shortMessage(sender: String) throws {
    let connection = try Connection(.plain, zerocopy: true)
    let phase = PhaseWord.allocate()
    let job = SendJob(
      descriptor: connection.near.descriptor, messageBytes: 7, phase: phase, counters: .allocate())
    let primitive = try #require(SendPrimitives.named(sender))
    #expect(primitive.run(job).failure?.errno == .invalidArgument)
  }

  @Test("a barrier that never opens ends both ends at the deadline")
  func barrier() throws {
    let connection = try Connection(.plain, zerocopy: false)
    let phase = PhaseWord.allocate()
    let send = OneCopySend.run(
      SendJob(
        descriptor: connection.near.descriptor, messageBytes: 64, phase: phase, counters: .allocate(),
        stallNanoseconds: 2_000_000))
    let receive = ReadReceive.run(
      ReceiveJob(
        descriptor: connection.far.descriptor, phase: phase, counters: .allocate(),
        stallNanoseconds: 2_000_000))
    #expect(send.failure?.errno == .timedOut)
    #expect(receive.failure?.errno == .timedOut)
  }

  @Test("flows leave neither descriptors nor threads behind", arguments: Pair.all)
  func leavesNothing(pair: Pair) throws {
    var condition = Condition.plain
    condition.threads = "left"
    let (before, after) = try Isolation.descriptors.run { [condition] in
      let before = Self.descriptors()
      _ = try Flow.run(pair, bytes: 4096, messages: 50, condition)
      _ = try pair.check(bytes: 4096, messages: 50, condition)
      return (before, Self.descriptors())
    }
    #expect(before == after)
    // A joined thread may stay listed until the kernel has buried it.
    let deadline = MonotonicClock.now() + 5_000_000_000
    while try !Self.threads(named: "left").isEmpty, MonotonicClock.now() < deadline {}
    #expect(try Self.threads(named: "left").isEmpty)
  }

  /// Runs a sender of 1 MiB messages against a receiver that takes nothing, until `act` interferes.
  private func flowWithPeer(
    _ sender: any (SendPrimitive & ~Copyable).Type, drainNanoseconds: UInt64 = 2_000_000_000,
    _ act: (borrowing Connection) -> Void
  ) throws -> FlowEnd {
    let condition = Condition(
      name: "full", sendBufferBytes: 1 << 20, receiveBufferBytes: 64 << 10)
    let connection = try Connection(condition, zerocopy: sender.description.needsZerocopySocket)
    let phase = PhaseWord.allocate()
    let job = SendJob(
      descriptor: connection.near.descriptor, messageBytes: 1 << 20, phase: phase, counters: .allocate(),
      drainNanoseconds: drainNanoseconds)
    let end = Mutex<FlowEnd?>(nil)
    let thread = try FlowThread.start(name: "conf-peer", cpus: []) {
      let result = sender.run(job)
      end.withLock { $0 = result }
    }
    phase.set(.warmup)
    // Until the buffers are full and the sender sleeps in its call.
    MonotonicClock.sleep(until: MonotonicClock.now() + 30_000_000)
    act(connection)
    let deadline = MonotonicClock.now() + 20_000_000_000
    #expect(thread.join(deadline: deadline))
    return try #require(end.withLock { $0 })
  }

  private static func descriptors() -> [Int32] {
    (0..<4096).filter { fcntl($0, F_GETFD) >= 0 }
  }

  private static func threads(named prefix: String) throws -> [String] {
    var names: [String] = []
    guard let folder = opendir("/proc/self/task") else { throw Errno(rawValue: errno) }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let number = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      // A thread may end between the listing and the look at its name.
      guard let file = fopen("/proc/self/task/\(number)/comm", "r") else { continue }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 64)
      guard fgets(&line, 64, file) != nil else { continue }
      let name = String(decoding: line.prefix { $0 > 32 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      if name.hasPrefix(prefix) { names.append(name) }
    }
    return names
  }
}
