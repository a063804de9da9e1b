import CLinux
import Glibc
import Records
import Testing

@testable import Probes

@Suite("Socket and device probes", .serialized)
struct TCPInfoTests {
  @Test("on loopback bytes and segments add up, only retransmits exceed them, and the device carried them")
  func addsUp() throws {
    let pair = try LoopbackPair()
    pair.transfer(bytes: 100_000)
    let bytes = 8 << 20
    var sender = TCPInfo(scope: ProbeScope(side: .sender, threads: [], sockets: [pair.sender]))
    var receiver = TCPInfo(scope: ProbeScope(side: .receiver, threads: [], sockets: [pair.receiver]))
    var device = DeviceBytes(
      scope: ProbeScope(side: .sender, threads: [], sockets: [pair.sender], device: "lo"))
    sender.open()
    receiver.open()
    device.open()
    pair.transfer(bytes: bytes)
    sender.close()
    receiver.close()
    device.close()

    let sent = sender.readings()
    #expect(sent.map(\.metric) == TCPInfo.metrics.map(\.name))
    let retransmits = try #require(sent.value(SocketMetrics.retransmits))
    // A receiver that finds no CPU for a while makes even loopback send a segment twice.
    let bytesSent = try #require(sent.value(SocketMetrics.tcpBytesSent))
    #expect((bytesSent == Double(bytes)) == (retransmits == 0))
    #expect(bytesSent >= Double(bytes) && bytesSent <= Double(bytes) + retransmits * 65536)
    #expect(receiver.readings().value(SocketMetrics.tcpBytesReceived) == Double(bytes))
    let perSegment = try #require(sent.value(SocketMetrics.bytesPerSegment))
    let segments = try #require(sent.value(SocketMetrics.segmentsOut))
    // The loopback MTU is 65536; acknowledgements count as segments, too.
    #expect(perSegment > 0 && perSegment <= 65536)
    #expect(bytesSent / perSegment <= segments + 0.5)
    for share in [SocketMetrics.busyShare, SocketMetrics.rwndLimitedShare, SocketMetrics.sndbufLimitedShare] {
      #expect((0...1).contains(try #require(sent.value(share))))
    }
    for positive in [SocketMetrics.deliveryRate, SocketMetrics.congestionWindow, SocketMetrics.roundTrip] {
      #expect(try #require(sent.value(positive)) > 0)
    }
    #expect(try #require(device.readings().value(SocketMetrics.deviceTransmitted)) >= Double(bytes))
    #expect(try #require(device.readings().value(SocketMetrics.deviceReceived)) >= Double(bytes))
  }

  @Test("a receiver tells what it received and nothing about its acknowledgements")
  func receiverSide() throws {
    let pair = try LoopbackPair()
    var probe = TCPInfo(scope: ProbeScope(side: .receiver, threads: [], sockets: [pair.receiver]))
    probe.open()
    pair.transfer(bytes: 4096)
    probe.close()
    #expect(probe.readings() == [Reading(SocketMetrics.tcpBytesReceived, .receiver, 4096)])
  }

  @Test("without a device there is nothing to say about one")
  func noDevice() {
    var probe = DeviceBytes(scope: ProbeScope(side: .sender, threads: [], sockets: []))
    probe.open()
    probe.close()
    #expect(probe.readings().isEmpty)
  }

  @Test("a sender that sent no data has no bytes per segment")
  func noData() throws {
    let pair = try LoopbackPair()
    var probe = TCPInfo(scope: ProbeScope(side: .sender, threads: [], sockets: [pair.sender]))
    probe.open()
    probe.close()
    let reading = try #require(probe.readings().reading(SocketMetrics.bytesPerSegment))
    #expect(reading.value == nil)
    #expect(reading.reason == "no data segments were sent in the window")
  }

  @Test("a receiver that does not read shows as receive-window limited")
  func receiverLimited() throws {
    let pair = try LoopbackPair()
    pair.fill()
    var probe = TCPInfo(scope: ProbeScope(side: .sender, threads: [], sockets: [pair.sender]))
    probe.open()
    usleep(100_000)
    probe.close()
    let readings = probe.readings()
    #expect(try #require(readings.value(SocketMetrics.rwndLimitedShare)) > 0.8)
    #expect(try #require(readings.value(SocketMetrics.busyShare)) > 0.8)
  }

  @Test("a field that an older kernel does not return has a reason")
  func olderKernel() throws {
    // struct tcp_info of Linux 4.2 ended before tcpi_segs_out, at 136 bytes.
    var info = cl_tcp_info()
    let bytes = [UInt8](repeating: 1, count: 136)
    cl_tcp_info_decode(bytes, 136, &info)
    #expect(info.total_retrans == 0x0101_0101)
    let flow = TCPFlow(
      opening: TCPInfo.Snapshot(nanoseconds: 1, info: info),
      closing: TCPInfo.Snapshot(nanoseconds: 9, info: info))
    let readings = TCPInfo.readings(of: [flow], .sender)
    #expect(readings.value(SocketMetrics.retransmits) == 0)
    for metric in [
      SocketMetrics.segmentsOut, SocketMetrics.busyShare, SocketMetrics.deliveryRate,
      SocketMetrics.bytesPerSegment,
    ] {
      #expect(readings.value(metric) == nil)
    }
    #expect(
      readings.reading(SocketMetrics.busyShare)?.reason == "this kernel's TCP_INFO has no tcpi_busy_time")
  }

  @Test("a 32-bit counter that wraps in the window keeps its difference")
  func wraps() throws {
    var (first, last) = (cl_tcp_info(), cl_tcp_info())
    first.segs_out = 0xffff_fff0
    last.segs_out = 0x10
    let flow = TCPFlow(
      opening: TCPInfo.Snapshot(nanoseconds: 1, info: first),
      closing: TCPInfo.Snapshot(nanoseconds: 9, info: last))
    #expect(TCPInfo.readings(of: [flow], .sender).value(SocketMetrics.segmentsOut) == 32)
  }

  @Test("a socket that is closed has a reason")
  func closedSocket() {
    var probe = TCPInfo(scope: ProbeScope(side: .sender, threads: [], sockets: [-1]))
    probe.open()
    probe.close()
    #expect(probe.readings().allSatisfy { $0.value == nil && $0.reason == "TCP_INFO refused (EBADF)" })
  }

  @Test("a device's line is found whatever stands beside its name")
  func deviceTable() throws {
    let table = """
      Inter-|   Receive   |  Transmit
       face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs
        lo:    3193      29    0    0    0     0          0         0     77      29    0
      veth0:12345678901 250    0    0    0     0          0         0    16769     203    0
      """
    let counters = try DeviceBytes.counters(of: "veth0", in: table)
    #expect(counters.received == 12_345_678_901)
    #expect(counters.transmitted == 16769)
    #expect(try DeviceBytes.counters(of: "lo", in: table).transmitted == 77)
    let missing = #expect(throws: Unavailable.self) { try DeviceBytes.counters(of: "veth", in: table) }
    #expect(missing?.reason == "no device veth in this network namespace")
  }
}
