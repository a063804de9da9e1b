import Glibc
import Kernel
import Lab
import Processes
import Synchronization
import Testing

@Suite("serve and connect: two terminals", .serialized, .timeLimit(.minutes(1)))
struct TwoTerminalTests {
  /// Starts `serve` on a free port; the process and its port.
  private func serve(_ arguments: String...) async throws -> (ChildProcess, String) {
    let serving = try await start(["serve", "--port", "0", "--wait", "20s"] + arguments)
    let line = try #require(try await serving.nextLine(within: .seconds(20)), "serve ended")
    try #require(line.hasPrefix("listening on port "))
    return (serving, String(try #require(line.split(separator: " ").last)))
  }

  /// Bytes of the lines of single flows, in the order printed.
  private func bytes(_ outcome: Outcome, _ verb: String) -> [Int] {
    outcome.outputLines.filter { $0.hasPrefix("flow ") && $0.contains(" \(verb) ") }.compactMap { line in
      line.split(separator: " ").drop { $0 != verb }.dropFirst().first.flatMap { Int($0) }
    }
  }

  @Test(
    "two clients with two flows each get every byte that was sent, and both sides say so",
    arguments: ["two-copy", "one-copy", "zero-copy", "contiguous"])
  func byCount(primitive: String) async throws {
    let (serving, port) = try await serve(
      "--primitive", primitive, "--size", "4099", "--flows", "4", "--messages", "500")
    async let one = copycost("connect", "127.0.0.1", "--port", port, "--flows", "2")
    async let other = copycost(
      "connect", "localhost", "--port", port, "--flows", "2", "--receive", "truncate")
    let clients = try await [one, other]
    let served = try await end(of: serving)
    #expect(served.status == .exited(0), "\(served.errors)")
    #expect(bytes(served, "sent") == Array(repeating: 500 * 4099, count: 4))
    #expect(served.outputLines.last?.hasPrefix("total: 4 flows, sent \(4 * 500 * 4099) bytes") == true)
    for client in clients {
      #expect(client.status == .exited(0), "\(client.errors)")
      #expect(bytes(client, "received") == [500 * 4099, 500 * 4099])
      #expect(client.outputLines.last?.hasPrefix("total: 2 flows, received \(2 * 500 * 4099) bytes") == true)
    }
    let flows = served.outputLines.filter { $0.contains(" sent ") && $0.hasPrefix("flow ") }
    #expect(flows.allSatisfy { $0.contains("500 messages") })
    let counted = flows.filter { $0.contains("500 zero-copy sends, 500 completed") }
    #expect(counted.count == (primitive == "zero-copy" ? 4 : 0))
  }

  @Test("by duration the serving side ends the flows, and a client may leave earlier")
  func byDuration() async throws {
    let (serving, port) = try await serve("--flows", "4", "--duration", "600ms")
    async let short = copycost("connect", "--port", port, "--flows", "3", "--duration", "100ms")
    async let long = copycost("connect", "--port", port)
    for client in try await [short, long] {
      #expect(client.status == .exited(0), "\(client.errors)")
      #expect(!client.output.contains("ended by"), "\(client.output)")
    }
    let served = try await end(of: serving)
    #expect(served.status == .exited(0), "\(served.errors)")
    #expect(bytes(served, "sent").count == 4)
    #expect(served.outputLines.count { $0.contains("ended by send: ") } == 3, "\(served.output)")
  }

  @Test("a client that is killed costs its own flow only")
  func killedClient() async throws {
    let (serving, port) = try await serve("--flows", "2", "--duration", "500ms")
    let scratch = try Scratch()
    let doomed = try await start(["connect", "--port", port], in: scratch)
    #expect(try await doomed.nextLine(within: .seconds(20))?.hasPrefix("flow 0") == true)
    await doomed.kill()
    #expect(await eventually { scratch.processes().isEmpty })
    let other = try await copycost("connect", "--port", port)
    #expect(other.status == .exited(0))
    let served = try await end(of: serving)
    #expect(served.status == .exited(0), "\(served.errors)")
    let counts = bytes(served, "sent")
    #expect(counts.count == 2)
    #expect(bytes(other, "received").allSatisfy(counts.contains))
  }

  /// Connects and resets in a loop until it is told to stop, sometimes after a few bytes; answers how often.
  private static func harass(_ port: UInt16, until over: Flag) -> Int {
    var connections = 0
    while !over.isSet.load(ordering: .relaxed) {
      let deadline = MonotonicClock.now() + 1_000_000_000
      guard
        let socket = try? Socket.connect(
          address: "127.0.0.1", port: port, deadline: deadline, options: SocketOptions())
      else { continue }
      socket.resetOnClose()
      if connections.isMultiple(of: 2) { try? socket.writeAll([1, 2, 3], deadline: deadline) }
      connections += 1
    }
    return connections
  }

  @Test("connections that are reset, with bytes and without, are counted and cost no flow and no byte")
  func resets() async throws {
    let (serving, port) = try await serve("--flows", "4", "--duration", "1500ms")
    let (over, number) = (Flag(), try #require(UInt16(port)))
    let hostile = Task.detached { Self.harass(number, until: over) }
    try await Task.sleep(for: .milliseconds(200))
    let first = try await start(["connect", "--port", port, "--flows", "2"])
    try await Task.sleep(for: .milliseconds(100))
    let second = try await start(["connect", "--port", port, "--flows", "2"])
    let clients = [try await end(of: first), try await end(of: second)]
    let served = try await end(of: serving)
    over.isSet.store(true, ordering: .relaxed)
    #expect(await hostile.value > 100)
    #expect(served.status == .exited(0), "\(served.errors)")
    #expect(served.output.contains("did not become a flow: Connection reset by peer"), "\(served.output)")
    for client in clients { #expect(client.status == .exited(0), "\(client.errors)") }
    let received = clients.flatMap { bytes($0, "received") }
    #expect(received.count == 4)
    #expect(bytes(served, "sent").sorted() == received.sorted())
  }

  private final class Flag: Sendable {
    let isSet = Atomic(false)
  }

  @Test("without a descriptor for a connection serve says so, and goes on")
  func descriptors() async throws {
    let scratch = try Scratch()
    let serving = try await start(
      ["serve", "--port", "0", "--flows", "24", "--duration", "600ms", "--wait", "5s"], in: scratch)
    let line = try #require(try await serving.nextLine(within: .seconds(20)))
    // A limit that is there from the start is refused before anything listens.
    let worker = try #require(scratch.processes().first)
    let limiting = try await ChildProcess.collect(
      ["prlimit", "--pid", "\(worker)", "--nofile=24:24"], within: .seconds(20))
    try #require(limiting.status.isSuccess)
    let port = String(try #require(line.split(separator: " ").last))
    let client = try await copycost("connect", "--port", port, "--flows", "24", "--duration", "3s")
    let served = try await end(of: serving)
    #expect(served.output.contains("Too many open files, the limit is 24 (ulimit -n)"), "\(served.output)")
    #expect(bytes(served, "sent").allSatisfy { $0 > 0 })
    // All were served in the end, each when another one had closed its descriptor.
    #expect(served.status == .exited(0), "\(served.errors) \(client.errors)")
  }

  @Test("a client that hangs does not keep the serving side beyond its time and the grace")
  func stoppedClient() async throws {
    let (serving, port) = try await serve("--flows", "2", "--duration", "300ms")
    let scratch = try Scratch()
    let hanging = try await start(["connect", "--port", port], in: scratch)
    #expect(try await hanging.nextLine(within: .seconds(20))?.hasPrefix("flow 0") == true)
    for process in scratch.processes() { kill(process, SIGSTOP) }
    #expect(try await copycost("connect", "--port", port).status == .exited(0))
    let served = try await end(of: serving, within: .seconds(30))
    #expect(served.status == .exited(0), "\(served.errors)")
    #expect(served.outputLines.count { $0.contains("ended by send: ") } == 1, "\(served.output)")
    for process in scratch.processes() { kill(process, SIGCONT) }
    await hanging.stop()
  }

  @Test("fewer clients than asked for are a failure that says how many came, once the patience is over")
  func tooFew() async throws {
    let serving = try await start(["serve", "--port", "0", "--flows", "2", "--messages", "5", "--wait", "1s"])
    let line = try #require(try await serving.nextLine(within: .seconds(20)))
    let port = String(try #require(line.split(separator: " ").last))
    #expect(try await copycost("connect", "--port", port).status == .exited(0))
    let served = try await end(of: serving)
    #expect(served.status == .exited(1))
    #expect(served.errorLines.count == 1 && served.errors.contains("1 of 2 flows"), "\(served.errors)")
  }

  @Test("Ctrl-C ends a serving side at once, without a word about samples")
  func interrupted() async throws {
    let scratch = try Scratch()
    let serving = try await start(["serve", "--port", "0"], in: scratch)
    #expect(try await serving.nextLine(within: .seconds(20))?.hasPrefix("listening") == true)
    await serving.kill(2)
    let served = try await end(of: serving)
    #expect(served.status == .exited(1))
    #expect(served.errorLines.count == 1 && served.errors.contains("interrupted"), "\(served.errors)")
    #expect(!served.errors.contains("sample"))
    #expect(await eventually { scratch.processes().isEmpty })
  }
}
