import Foundation
import Kernel
import Processes
import Records
import Testing

@testable import Lab

@Suite("Peers: real samples over loopback", .serialized, .timeLimit(.minutes(2)))
struct PeerSampleTests {
  let loopback = PeerRunner(sender: Endpoint(address: "127.0.0.1"), receiver: Endpoint(address: "127.0.0.1"))

  /// A request that starts now, on a port of its own below the ephemeral ones.
  private func request(_ cell: Cell) async throws -> PeerRequest {
    // First: building takes longer than the time that the ends have to connect.
    let tools = try await builtTools()
    return peerRequest(
      cell, port: Int.random(in: 15_000..<30_000), ready: monotonicNanoseconds() + 400_000_000,
      tools: tools, cpus: CPUs.allowed())
  }

  @Test(
    "every registered peer moves bytes in a window as long as the one asked for",
    arguments: Peers.all.map(\.name))
  func sample(name: String) async throws {
    let peer = try #require(Peers.named(name))
    for flows in [1, 3] {
      let request = try await request(peerCell(name, bytes: 16384, flows: flows))
      let traffic = try await loopback.run(try peer.script(request))
      #expect(traffic.receivedBytes > 0)
      let seconds = Double(traffic.windowNanoseconds) / 1e9
      #expect(seconds > 0.3 && seconds < 4)
    }
  }

  @Test("every registered peer says its version", arguments: Peers.all.map(\.name))
  func version(name: String) async throws {
    let version = try await #require(Peers.named(name)).version(toolsDirectory: try await builtTools())
    #expect(version.hasPrefix(name.hasPrefix("iperf3") ? "iperf 3" : "c-loop 1"))
  }

  @Test("c-loop by count receives every byte of every message, the uneven last field included")
  func byCount() async throws {
    for (primitive, bytes) in [("two-copy", 9), ("one-copy", 65537), ("zero-copy", 4099), ("contiguous", 8)] {
      var cell = peerCell("c-loop-\(primitive)", bytes: bytes, flows: 2)
      cell.options.messagesPerFlow = 500
      let traffic = try await loopback.run(try CLoop(primitive: primitive).script(try await request(cell)))
      #expect(traffic.receivedBytes == UInt64(2 * 500 * bytes))
    }
  }

  @Test("a peer that is not installed is a named failure with a remedy")
  func missing() async throws {
    let error = await #expect(throws: OperationError.self) {
      try await CLoop(primitive: "one-copy").version(toolsDirectory: "/nowhere")
    }
    #expect(error?.description.contains("/nowhere/c-loop is not here") == true)
  }

  @Test("an option that the tool refuses is named in the tool's own words, without waiting for the deadline")
  func refused() async throws {
    var cell = peerCell("iperf3")
    cell.options.congestion = "nosuch"
    for (peer, words): (any Peer, String) in [
      (Iperf3(zerocopy: false), "unable to set TCP_CONGESTION"),
      (CLoop(primitive: "two-copy"), "TCP_CONGESTION"),
    ] {
      let script = try peer.script(try await request(cell))
      let error = await #expect(throws: OperationError.self) { try await loopback.run(script) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }

  @Test("a connector that arrives after the window has opened fails the sample instead of shortening it")
  func late() async throws {
    var request = try await request(peerCell("c-loop-contiguous"))
    request.readyNanoseconds = 1
    let script = try CLoop(primitive: "contiguous").script(request)
    let error = await #expect(throws: OperationError.self) { try await loopback.run(script) }
    #expect(error?.description.contains("connected after --open") == true, "\(error?.description ?? "")")
  }

  @Test("both ends and the look at the listener's port go through the launcher", .enabled(if: geteuid() == 0))
  func otherNamespace() async throws {
    let name = "copycost-test-\(Int.random(in: 100_000..<1_000_000))"
    func ip(_ words: String...) async throws {
      let outcome = try await PeerProcess.run(["ip"] + words, deadline: .seconds(10))
      try #require(outcome.succeeded, "\(outcome.lastErrorLine)")
    }
    try await ip("netns", "add", name)
    do {
      // An address that exists nowhere but in the namespace: outside it neither end could open it.
      try await ip("-n", name, "address", "add", "198.51.100.7/32", "dev", "lo")
      try await ip("-n", name, "link", "set", "lo", "up")
      let end = Endpoint(launcher: NamespaceLauncher(name: name), address: "198.51.100.7")
      for peer: any Peer in [Iperf3(zerocopy: false), CLoop(primitive: "one-copy")] {
        var request = try await request(peerCell(peer.name))
        request.senderAddress = end.address
        request.receiverAddress = end.address
        let traffic = try await PeerRunner(sender: end, receiver: end).run(try peer.script(request))
        #expect(traffic.receivedBytes > 0)
      }
    } catch {
      try await ip("netns", "delete", name)
      throw error
    }
    try await ip("netns", "delete", name)
  }

  private struct NamespaceLauncher: Launcher {
    let name: String

    func rewrite(_ arguments: [String]) -> [String] { ["ip", "netns", "exec", name] + arguments }
  }

  @Test("processes that hang are named and killed at the deadline")
  func hanging() async throws {
    let marker = "3600.\(Int.random(in: 1_000_000..<9_999_999))"
    let script = PeerScript(
      listener: .init(end: .sender, arguments: ["sh", "-c", "sleep \(marker) & wait"]),
      connector: .init(end: .receiver, arguments: ["true"]), port: 1, deadlineNanoseconds: 300_000_000
    ) { _, _ in PeerTraffic(receivedBytes: 1, windowNanoseconds: 1) }
    let error = await #expect(throws: OperationError.self) { try await loopback.run(script) }
    #expect(
      error?.description.contains("sh (sender): did not end within") == true, "\(error?.description ?? "")")
    try await Task.sleep(for: .milliseconds(200))
    #expect(!commandLines().contains { $0.contains(marker) })
  }

  private func commandLines() -> [String] {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.filter { Int($0) != nil }.compactMap {
      try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8)
    }
  }
}
