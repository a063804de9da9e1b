import Foundation
import Processes
import Records

@testable import Lab

func peerCell(_ primitive: String, bytes: Int = 4096, flows: Int = 1) -> Cell {
  Cell(primitive: primitive, messageBytes: bytes, flows: flows, link: "loopback")
}

/// A request over loopback whose ends are due to be connected at instant 1 s, with the default warm-up and window.
func peerRequest(
  _ cell: Cell, port: Int = 5201, ready: UInt64 = 1_000_000_000, tools: String = "/nowhere", cpus: [Int] = []
) -> PeerRequest {
  PeerRequest(
    cell: cell, senderAddress: "127.0.0.1", receiverAddress: "127.0.0.1", port: port,
    warmupNanoseconds: 150_000_000, windowNanoseconds: 400_000_000, readyNanoseconds: ready,
    toolsDirectory: tools, cpus: cpus)
}

/// What `iperf3 -s -1 -J -i 0.1` (3.12) printed for two flows of one second, less the fields that nothing reads.
let recordedIperf3 = """
  {
    "start": {"version": "iperf 3.12", "test_start": {"protocol": "TCP", "num_streams": 2, "blksize": 16384}},
    "intervals": [
  \(recordedIntervals.map { interval in
    "{\"streams\": [], \"sum\": {\"start\": \(interval.0), \"end\": \(interval.1), \"seconds\": \(interval.2), "
      + "\"bytes\": \(interval.3), \"omitted\": false, \"sender\": false}}"
  }.joined(separator: ",\n"))
    ],
    "end": {"receiver_tcp_congestion": "cubic"}
  }
  """

private let recordedIntervals: [(Double, Double, Double, Int)] = [
  (0, 0.100084, 0.10008399933576584, 111_509_504),
  (0.100084, 0.200043, 0.09995900094509125, 78_495_744),
  (0.200043, 0.300012, 0.0999689996242523, 100_040_704),
  (0.300012, 0.403915, 0.10390300303697586, 100_663_296),
  (0.403915, 0.500016, 0.09610100090503693, 95_174_656),
  (0.500016, 0.600008, 0.09999199956655502, 88_506_368),
  (0.600008, 0.700027, 0.10001900047063828, 95_633_408),
  (0.700027, 0.800041, 0.10001400113105774, 101_220_352),
  (0.800041, 0.900045, 0.10000400245189667, 75_743_232),
  (0.900045, 1.000036, 0.09999100118875504, 99_139_584),
  (1.000036, 1.00028, 0.00024399999529123306, 425_984),
]

/// Directory with our benchmark programs, built by their own makefile where that has not been done.
func builtTools() async throws -> String { try await toolsBuild.value }

/// Once for all tests: two builds at a time would write the same file.
private let toolsBuild = Task {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  let command = ["make", "-s", "-C", root, "-f", "Benchmarks/Makefile.inc", "tools"]
  let made = try await PeerProcess.run(command, deadline: .seconds(60))
  guard made.succeeded else {
    throw OperationError(made.lastErrorLine, effect: "c-loop was not built", remedy: "Run make")
  }
  return root + "/.build/tools"
}

func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
