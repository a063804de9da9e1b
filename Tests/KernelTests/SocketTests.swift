import Glibc
import Kernel
import SystemPackage
import Testing

@Suite("Sockets")
struct SocketTests {
  private let deadline = MonotonicClock.now() + 10_000_000_000

  @Test("bytes cross a connection in both families", arguments: ["127.0.0.1", "::1"])
  func connects(address: String) throws {
    let listener = try Socket.listen(address: address, port: 0, backlog: 1, options: SocketOptions())
    let port = try listener.localPort
    let near = try Socket.connect(
      address: address, port: port, deadline: deadline, options: SocketOptions(), from: address)
    let far = try listener.accept(deadline: deadline)
    try near.writeAll([1, 2, 3, 4], deadline: deadline)
    #expect(try far.readExactly(count: 3, deadline: deadline) == [1, 2, 3])
    #expect(try near.peerAddress == (address == "::1" ? "[::1]:\(port)" : "127.0.0.1:\(port)"))
    #expect(try far.peerAddress == near.localAddress)
    near.shutdownWrite()
    #expect(try far.readExactly(count: 1, deadline: deadline) == [4])
    #expect(throws: Errno.connectionReset) { try far.readExactly(count: 1, deadline: deadline) }
  }

  @Test("every wait ends at its deadline")
  func deadlines() throws {
    let listener = try Socket.listen(address: "127.0.0.1", port: 0, backlog: 1, options: SocketOptions())
    let soon = MonotonicClock.now() + 5_000_000
    #expect(throws: Errno.timedOut) { _ = try listener.accept(deadline: soon) }
    let near = try connect(to: listener)
    let far = try listener.accept(deadline: deadline)
    #expect(throws: Errno.timedOut) { try far.readExactly(count: 1, deadline: soon) }
    let flood = [UInt8](repeating: 0, count: 64 << 20)
    #expect(throws: Errno.timedOut) {
      try near.writeAll(flood, deadline: MonotonicClock.now() + 50_000_000)
    }
    #expect(MonotonicClock.now() >= soon)
  }

  @Test("a mistaken address is an error that names itself")
  func refusals() throws {
    let options = SocketOptions()
    let listener = try Socket.listen(address: "127.0.0.1", port: 0, backlog: 1, options: options)
    let port = try listener.localPort
    #expect(throws: Errno.addressInUse) {
      _ = try Socket.listen(address: "127.0.0.1", port: port, backlog: 1, options: options)
    }
    // 192.0.2.0/24 is TEST-NET-1 (RFC 5737): no host has it.
    #expect(throws: Errno.addressNotAvailable) {
      _ = try Socket.listen(address: "192.0.2.1", port: 0, backlog: 1, options: options)
    }
    #expect(throws: Errno.invalidArgument) {
      _ = try Socket.listen(address: "localhost", port: 0, backlog: 1, options: options)
    }
    listener.close()
    #expect(throws: Errno.connectionRefused) {
      _ = try Socket.connect(address: "127.0.0.1", port: port, deadline: deadline, options: options)
    }
  }

  @Test("options reach the kernel, and accepted sockets inherit them")
  func options() throws {
    let asked = SocketOptions(
      congestion: "reno", nodelay: true, sendBufferBytes: 65536, receiveBufferBytes: 32768,
      maximumSegmentBytes: 1000, notsentLowatBytes: 12_288, zerocopy: true)
    let listener = try Socket.listen(address: "127.0.0.1", port: 0, backlog: 1, options: asked)
    let near = try connect(to: listener)
    let far = try listener.accept(deadline: deadline)
    let held = try far.effectiveOptions
    #expect(held.congestion == "reno")
    #expect(held.nodelay)
    #expect(held.zerocopy)
    // socket(7): the kernel doubles the value.
    #expect(held.sendBufferBytes == 2 * 65536)
    #expect(held.receiveBufferBytes == 2 * 32768)
    #expect(try #require(held.maximumSegmentBytes) <= 1000)
    #expect(held.notsentLowatBytes == 12_288)
    #expect(try !near.effectiveOptions.zerocopy)
    #expect(try near.effectiveOptions.notsentLowatBytes == nil)
    #expect(throws: Errno.noSuchFileOrDirectory) { try near.apply(SocketOptions(congestion: "no-such")) }
  }

  @Test("shutting down both directions releases a thread that is blocked in a receive")
  func releases() throws {
    let listener = try Socket.listen(address: "127.0.0.1", port: 0, backlog: 1, options: SocketOptions())
    let near = try connect(to: listener)
    let far = try listener.accept(deadline: deadline)
    let descriptor = far.descriptor
    let thread = try FlowThread.start(name: "blocked", cpus: []) {
      var byte: UInt8 = 0
      _ = recv(descriptor, &byte, 1, 0)
    }
    #expect(!thread.join(deadline: MonotonicClock.now() + 5_000_000))
    far.shutdownBoth()
    #expect(thread.join(deadline: deadline))
    near.close()
  }

  @Test("a socket is closed when its owner ends")
  func closes() throws {
    var number: Int32 = -1
    do {
      let listener = try Socket.listen(address: "127.0.0.1", port: 0, backlog: 1, options: SocketOptions())
      number = try listener.localPort == 0 ? -1 : Int32(listener.localPort)
      _ = consume listener
    }
    let again = try Socket.listen(
      address: "127.0.0.1", port: UInt16(number), backlog: 1, options: SocketOptions())
    #expect(try again.localPort == UInt16(number))
  }

  private func connect(to listener: borrowing Socket) throws -> Socket {
    try Socket.connect(
      address: "127.0.0.1", port: listener.localPort, deadline: deadline, options: SocketOptions())
  }
}
