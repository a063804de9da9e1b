import Kernel
import Records
import SystemPackage
import Testing
import Wire

@Suite("A worker and who connects to it", .serialized, .timeLimit(.minutes(1)))
struct ConnectionTests {
  /// Somebody who connects and says these words; the connection ends with the value.
  private final class Stranger {
    private let socket: Socket

    init(_ port: UInt16, saying words: String) throws {
      let deadline = MonotonicClock.now() + 5_000_000_000
      socket = try Socket.connect(
        address: "127.0.0.1", port: port, deadline: deadline, options: SocketOptions())
      if !words.isEmpty { try socket.writeAll(Array(words.utf8), deadline: deadline) }
    }

    /// Ends the connection with a reset, as a port scanner does.
    func reset() { socket.resetOnClose() }

    /// Whether the other end closed or reset the connection without having sent a byte.
    func isRefused() -> Bool {
      do throws(Errno) {
        _ = try socket.readExactly(count: 1, deadline: MonotonicClock.now() + 5_000_000_000)
        return false
      } catch {
        return error != .timedOut
      }
    }
  }

  @Test("a connection without the token is closed and counted, and its bytes are in no figure")
  func strangers() async throws {
    let pair = try await RunningPair.start()
    let wanted = job(flows: 2, messages: 100)
    let words = [
      // A wrong token, one of another job, a flow that the job does not have, one that cannot be, no whole handshake.
      String(repeating: "x", count: 4096), String(repeating: "f", count: 32) + "00000000",
      wanted.token + "00000002", wanted.token + "-0000001", wanted.token, "",
    ]
    var closed = 0
    let (sent, received) = try await pair.run(wanted) { port in
      for word in words {
        let stranger = try Stranger(port, saying: word)
        // The others would be listened to for a second before they are closed.
        if word.count >= 40 {
          #expect(stranger.isRefused(), "\(word)")
          closed += 1
        }
      }
    }
    #expect(closed == 4)
    #expect(sent.strangers == words.count)
    #expect(received.strangers == 0)
    #expect(sent.flows.map(\.whole.messages) == [100, 100])
    #expect(sent.wholeBytes == 2 * 100 * 4096)
    #expect(received.flows.map(\.whole.bytes) == [100 * 4096, 100 * 4096])
    await pair.stop()
  }

  @Test("connections that are reset while the sender listens cost no flow and no byte")
  func resets() async throws {
    let pair = try await RunningPair.start()
    let (sent, received) = try await pair.run(job(flows: 2, messages: 100)) { port in
      for number in 0..<40 {
        try Stranger(port, saying: number.isMultiple(of: 2) ? "abc" : "").reset()
      }
    }
    #expect(sent.strangers > 0 && sent.strangers <= 40)
    #expect(received.wholeBytes == 2 * 100 * 4096 && sent.wholeBytes == received.wholeBytes)
    #expect(sent.grants?.count == 1 && received.grants?.count == 1)
    await pair.stop()
  }

  @Test("a connection that says nothing is given up after a second, and the flows still connect")
  func silent() async throws {
    let pair = try await RunningPair.start()
    var silent: Stranger?
    let (sent, received) = try await pair.run(job(messages: 10)) { silent = try Stranger($0, saying: "") }
    #expect(sent.strangers == 1)
    #expect(received.wholeBytes == 10 * 4096)
    #expect(silent?.isRefused() == true)
    await pair.stop()
  }

  @Test("a flow that connects twice is served once")
  func twice() async throws {
    let sender = try await RunningWorker.start()
    let wanted = job(flows: 2, messages: 10)
    let port = try await sender.listen(wanted)
    let sockets = [
      try Stranger(port, saying: wanted.token + "00000000"),
      try Stranger(port, saying: wanted.token + "00000000"),
      try Stranger(port, saying: wanted.token + "00000001"),
    ]
    let now = try await sender.connected(wanted)
    try await sender.send(
      .measure(Schedule(start: now, open: now, close: nil, deadline: now + 10_000_000_000)))
    let report = try await sender.finished()
    #expect(report.strangers == 1)
    #expect(report.flows.map(\.whole.messages) == [10, 10])
    #expect(sockets.count == 3)
    await sender.stop()
  }

  @Test("a peer that never connects costs its job a named failure within the deadline, and no other job")
  func neverConnects() async throws {
    let pair = try await RunningPair.start()
    var lost = job(flows: 3, id: 7)
    lost.connectNanoseconds = 300_000_000
    let port = try await pair.sender.listen(lost)
    let one = try Stranger(port, saying: lost.token + "00000001")
    let began = ContinuousClock.now
    let cause = try await pair.sender.refusal(within: .seconds(10))
    // Far below the stall limits of seconds and minutes that would otherwise end the wait.
    #expect(ContinuousClock.now - began < .seconds(5))
    #expect(cause.contains("1 of 3 flows connected"), "\(cause)")
    #expect(one.isRefused())
    let (sent, received) = try await pair.run(job(flows: 2, messages: 50, id: 8))
    #expect(sent.job == 8)
    #expect(received.wholeBytes == 2 * 50 * 4096)
    await pair.stop()
  }

  @Test("a sender that does not listen costs its job a named failure, and the receiver takes the next one")
  func nobodyListens() async throws {
    let pair = try await RunningPair.start()
    var lost = job()
    let deadline = MonotonicClock.now() + 1_000_000_000
    // A port that was free a moment ago.
    let listener = try Socket.listen(address: "127.0.0.1", port: 0, backlog: 1, options: SocketOptions())
    lost.port = try listener.localPort
    listener.close()
    #expect(deadline > MonotonicClock.now())
    try await pair.receiver.send(.connect(lost))
    let cause = try await pair.receiver.refusal()
    #expect(cause.contains("flow 0 could not connect to 127.0.0.1 port \(lost.port)"), "\(cause)")
    #expect(try await pair.run(job(messages: 5)).receiver.wholeBytes == 5 * 4096)
    await pair.stop()
  }

  @Test("an address that is not of this machine is a named failure of one job")
  func foreignAddress() async throws {
    let pair = try await RunningPair.start()
    var lost = job()
    lost.address = "192.0.2.1"
    try await pair.sender.send(.listen(lost))
    let cause = try await pair.sender.refusal()
    #expect(cause.contains("cannot listen on 192.0.2.1"), "\(cause)")
    #expect(try await pair.run(job(messages: 5)).receiver.wholeBytes == 5 * 4096)
    await pair.stop()
  }

  @Test("an order that cannot be read, or comes before its time, is refused and the next one carried out")
  func nonsense() async throws {
    let pair = try await RunningPair.start()
    let future = #"{"body":{"describe":{}},"version":99}"#
    for (line, words) in [("hello", "control protocol"), ("{}", "control protocol"), (future, "99")] {
      try await pair.sender.child.writeLine(line)
      let cause = try await pair.sender.refusal()
      #expect(cause.contains(words), "\(cause)")
    }
    let now = MonotonicClock.now()
    try await pair.sender.send(.measure(Schedule(start: now, open: now, close: now + 1, deadline: now + 2)))
    #expect(try await pair.sender.refusal().contains("nothing is connected"))
    for wrong in [job("three-copy"), job(receive: "guess")] {
      try await pair.sender.send(.listen(wrong))
      if wrong.cell.primitive == "three-copy" {
        #expect(try await pair.sender.refusal().contains("three-copy"))
      } else {
        guard case .listening(_, let port) = try await pair.sender.answer() else { continue }
        var theirs = wrong
        theirs.port = port
        try await pair.receiver.send(.connect(theirs))
        #expect(try await pair.receiver.refusal().contains("guess"))
        _ = try await pair.sender.answer()
      }
    }
    #expect(try await pair.run(job(messages: 5)).receiver.wholeBytes == 5 * 4096)
    await pair.stop()
  }
}
