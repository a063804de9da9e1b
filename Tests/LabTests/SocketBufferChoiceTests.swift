import Records
import Testing

@testable import Lab

@Suite("Socket buffers as the kernel grants them")
struct SocketBufferChoiceTests {
  private let host = HostFacts(facts: [
    .init("sysctl.net.core.wmem_max", "212992"), .init("sysctl.net.core.rmem_max", "18446744073709551616"),
    .init("link.veth.sysctl.net.core.wmem_max", "4194304"),
  ])

  private func options(send: Int?, receive: Int? = nil) -> CellOptions {
    var options = CellOptions()
    options.sendBufferBytes = send
    options.receiveSocketBufferBytes = receive
    return options
  }

  @Test("requests below the kernel's minimum are one cell, and buffers that nobody asked for stay tuned")
  func minimum() throws {
    let cells = try [1, 2].map {
      try SocketBufferChoice.granted(options(send: $0, receive: $0), host, link: "loopback")
    }
    #expect(cells[0] == cells[1])
    // SOCK_MIN_SNDBUF and SOCK_MIN_RCVBUF of include/net/sock.h: 2 KiB and more, twice what is granted.
    #expect(try #require(cells[0].sendBufferBytes) >= 1024)
    #expect(try #require(cells[0].receiveSocketBufferBytes) >= 1024)
    #expect(try SocketBufferChoice.granted(options(send: nil), host, link: "veth") == options(send: nil))
  }

  @Test("a sweep says that its buffers are larger than those asked for")
  func caveat() throws {
    var plan = Plan(
      cells: [
        Cell(primitive: "two-copy", messageBytes: 64, flows: 1, link: "loopback", options: options(send: 1))
      ],
      rounds: 1, seed: 1, windowNanoseconds: 1, warmup: .fixed(nanoseconds: 1))
    plan = try SocketBufferChoice.granted(plan, host)
    #expect(plan.requested?.sendBufferBytes == 1)
    let caveats = SweepCaveats.of(plan, cpus: 4, host: host).filter { $0.kind == "smallest-buffer" }
    #expect(caveats.count == 1 && caveats[0].cause.rendered.contains("and 1 were asked for"))
  }

  @Test("the limit is that of the link's own network namespace, else the machine's")
  func limits() throws {
    let asked = options(send: 1 << 20)
    #expect(try SocketBufferChoice.granted(asked, host, link: "veth") == asked)
    let error = #expect(throws: UsageError.self) {
      try SocketBufferChoice.granted(asked, host, link: "loopback")
    }
    #expect(error?.description.contains("--sndbuf 1Mi is above net.core.wmem_max, 208Ki") == true)
    #expect(error?.description.contains("sysctl -w net.core.wmem_max=1048576") == true)
  }

  @Test("a limit that cannot be is none: what is granted is seen when it is read back")
  func unknown() throws {
    let asked = options(send: nil, receive: 1 << 30)
    #expect(try SocketBufferChoice.granted(asked, host, link: "loopback") == asked)
  }
}
