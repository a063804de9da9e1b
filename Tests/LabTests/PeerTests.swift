import Foundation
import Kernel
import Processes
import Records
import Testing

@testable import Lab

@Suite("Peers: other tools run inside our rounds")
struct PeerTests {
  @Test("the list names every peer once, with a sentence for each")
  func list() {
    let names = Peers.all.map(\.name)
    #expect(
      names == [
        "c-loop-two-copy", "c-loop-one-copy", "c-loop-zero-copy", "c-loop-contiguous", "iperf3",
        "iperf3-zerocopy",
      ])
    #expect(Set(names).count == names.count)
    #expect(Peers.all.allSatisfy { !$0.summary.isEmpty })
    #expect(Peers.named("iperf3-zerocopy")?.name == "iperf3-zerocopy")
    #expect(Peers.named("netperf") == nil)
  }

  @Test("a limit of unsent data reaches c-loop, and iperf3 refuses the cell")
  func notsentLowat() throws {
    var cell = peerCell("iperf3", bytes: 4096, flows: 1)
    cell.options.notsentLowatBytes = 16_384
    #expect(throws: UsageError.self) { try Iperf3(zerocopy: false).script(peerRequest(cell)) }
    cell.primitive = "c-loop-two-copy"
    let script = try CLoop(primitive: "two-copy").script(peerRequest(cell))
    #expect(script.listener.arguments.joined(separator: " ").contains("--notsent-lowat 16384"))
  }

  @Test("iperf3 gets the block size, flows, congestion control, options and CPUs of the cell")
  func iperf3Arguments() throws {
    var cell = peerCell("iperf3", bytes: 4096, flows: 1)
    cell.options.nodelay = true
    cell.options.maximumSegmentBytes = 1400
    cell.options.sendBufferBytes = 65536
    cell.options.receiveSocketBufferBytes = 65536
    let script = try Iperf3(zerocopy: true).script(peerRequest(cell, cpus: [0, 1, 2, 3]))
    let client = script.connector.arguments.joined(separator: " ")
    for words in ["-l 4096", "-P 1", "-C cubic", "-A 0", "-Z", "-N", "-M 1400", "-w 65536", "-t 1", "-i 0.1"]
    {
      #expect(" \(client) ".contains(" \(words) "))
    }
    #expect(script.listener.end == .receiver)
    #expect(script.listener.arguments.joined(separator: " ").contains("-A 2"))
  }

  @Test("iperf3's window starts at the first interval after the warm-up and lasts as long as ours")
  func iperf3Timing() {
    let quick = Iperf3.Timing(warmup: 60_000_000, window: 150_000_000)
    #expect(quick.skippedIntervals == 1)
    #expect(quick.countedIntervals == 2)
    #expect(quick.seconds == 1)
    let long = Iperf3.Timing(warmup: 150_000_000, window: 800_000_000)
    #expect(long.skippedIntervals == 2)
    #expect(long.countedIntervals == 8)
    #expect(long.seconds == 2)
  }

  @Test("a recorded iperf3 report gives the bytes and time of exactly the window's intervals")
  func iperf3Recorded() throws {
    let timing = Iperf3.Timing(warmup: 150_000_000, window: 400_000_000)
    let traffic = try Iperf3Output.traffic(in: recordedIperf3, from: "iperf3", timing: timing)
    #expect(traffic.receivedBytes == 100_040_704 + 100_663_296 + 95_174_656 + 88_506_368)
    #expect(traffic.windowNanoseconds == 399_965_003)
  }

  @Test(
    "output of iperf3 that is no report is a named failure",
    arguments: [
      ("", "printed nothing"), ("{\"intervals\": [", "does not read as a report"),
      ("{\"start\": {}, \"intervals\": []}", "reported 0 intervals where 6 were due"),
      ("{\"intervals\": [{\"sum\": {\"start\": 0, \"seconds\": 0.1, \"bytes\": -4}}]}", "does not read"),
    ])
  func iperf3Broken(output: String, words: String) throws {
    let script = try Iperf3(zerocopy: false).script(peerRequest(peerCell("iperf3")))
    let error = #expect(throws: OperationError.self) { try script.read(output, "{}") }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test("the error in iperf3's own JSON is what the failure says, the client's before the server's")
  func iperf3Error() throws {
    let script = try Iperf3(zerocopy: false).script(peerRequest(peerCell("iperf3")))
    let client =
      "{\"intervals\": [], \"end\": {}, \"error\": \"unable to set TCP_CONGESTION: not supported\"}"
    let error = #expect(throws: OperationError.self) { try script.read(recordedIperf3, client) }
    #expect(error?.description.contains("iperf3 client: unable to set TCP_CONGESTION") == true)
    let server = "{\"error\": \"the client has terminated\"}"
    let other = #expect(throws: OperationError.self) { try script.read(server, "{\"intervals\": []}") }
    #expect(other?.description.contains("iperf3 server: the client has terminated") == true)
  }

  @Test("what iperf3 does otherwise than our cells is a caveat on its sample")
  func iperf3Caveats() throws {
    var cell = peerCell("iperf3", bytes: 4096, flows: 2)
    let other = try Iperf3(zerocopy: false).script(peerRequest(cell)).read(recordedIperf3, "{}")
    #expect(other.caveats.map(\.kind) == ["peer-receive-buffer", "peer-single-thread"])
    #expect(
      other.caveats[0].cause.rendered.contains("4Ki") && other.caveats[0].cause.rendered.contains("256Ki"))
    cell.flows = 1
    cell.options.receiveBufferBytes = 4096
    #expect(try Iperf3(zerocopy: false).script(peerRequest(cell)).read(recordedIperf3, "{}").caveats.isEmpty)
  }

  @Test("a cell that iperf3 cannot run is a usage error that says why")
  func iperf3Refuses() {
    var truncate = peerCell("iperf3")
    truncate.receive = "truncate"
    var uneven = peerCell("iperf3")
    uneven.options.sendBufferBytes = 4096
    var counted = peerCell("iperf3")
    counted.options.messagesPerFlow = 10
    let cells = [
      truncate, uneven, counted, peerCell("iperf3", bytes: 2 << 20), peerCell("iperf3", flows: 129),
    ]
    for cell in cells {
      #expect(throws: UsageError.self) { try Iperf3(zerocopy: false).script(peerRequest(cell)) }
    }
  }

  @Test("c-loop gets every option of the cell, and the window as two instants")
  func cLoopArguments() throws {
    let script = try CLoop(primitive: "one-copy").script(
      peerRequest(peerCell("c-loop-one-copy"), cpus: [4, 5]))
    let sender = script.listener.arguments.joined(separator: " ")
    #expect(sender.contains("send one-copy"))
    #expect(sender.contains("--size 4096 --flows 1 --fields 8 --receive-buffer 262144 --congestion cubic"))
    #expect(sender.contains("--open 1150000000 --close 1550000000"))
    #expect(sender.hasSuffix("--cpus 4"))
    #expect(script.connector.arguments.joined(separator: " ").hasSuffix("--cpus 5"))
  }

  @Test("c-loop's line gives bytes and window; a short warm-up is a caveat, anything else a failure")
  func cLoopOutput() throws {
    let script = try CLoop(primitive: "one-copy").script(peerRequest(peerCell("c-loop-one-copy")))
    let line = "{\"version\":\"c-loop 1.0\",\"received_bytes\":8192,\"window_ns\":400,\"warmup_ns\":"
    let full = try script.read("", line + "150000000,\"flows\":1,\"messages\":2}")
    #expect(full.receivedBytes == 8192 && full.windowNanoseconds == 400 && full.caveats.isEmpty)
    let late = try script.read("", line + "10000000,\"flows\":1,\"messages\":2}")
    #expect(late.caveats.map(\.kind) == ["peer-warmup"])
    for broken in ["", "{", "{\"received_bytes\":1}", line] {
      #expect(throws: OperationError.self) { try script.read("", broken) }
    }
  }

  @Test("sender and receiver get one half of the CPUs each, or share them, or are left to the scheduler")
  func placement() {
    let split = PeerPlacement(.auto, flows: 2, cpus: [0, 1, 2, 3])
    #expect(split.sender == [0, 1] && split.receiver == [2, 3])
    #expect(PeerPlacement(.auto, flows: 3, cpus: [0, 1, 2, 3]).sender == nil)
    #expect(PeerPlacement(.pair, flows: 3, cpus: [0, 1]).receiver == [0, 1])
    #expect(PeerPlacement(.split, flows: 1, cpus: [0]).sender == nil)
  }

  @Test("a peer's ends get the CPUs that a worker's flows get, dealt likewise")
  func samePlacement() async throws {
    let worker = try await WorkerHandle.start(
      path: workerPath, endpoint: Endpoint(address: "127.0.0.1"), side: .sender)
    await worker.stop()
    #expect(worker.hello.cpus == CPUs.allowed())
    for pinning in [Pinning.auto, .split, .pair, .none] {
      for flows in [1, 2, 3] {
        var cell = peerCell("two-copy", flows: flows)
        cell.options.pinning = pinning
        let place = PeerPlacement(pinning, flows: flows, cpus: worker.hello.cpus)
        for (side, cpus) in [(Side.sender, place.sender), (.receiver, place.receiver)] {
          let ours = FlowPlacement.cpus(for: cell, side: side, allowed: worker.hello.cpus)
          #expect(ours == (0..<flows).map { flow in cpus.map { [$0[flow % $0.count]] } ?? [] })
        }
      }
    }
  }

  @Test("a listening port is told from a connected or another one in the kernel's table")
  func listening() {
    let table = """
        sl  local_address rem_address   st tx_queue rx_queue
         0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000
         1: 0100007F:1F91 0100007F:1F90 01 00000000:00000000 00:00000000
      """
    #expect(ListeningPorts.contain(8080, in: table))
    #expect(!ListeningPorts.contain(8081, in: table))
    #expect(!ListeningPorts.contain(80, in: table))
  }
}
