import Records
import Testing

@testable import Lab

/// Output of other programs with numbers that cannot be: the sample is lost by name, nothing traps, nothing is 0.
@Suite("Peers and hostile numbers")
struct HostileOutputTests {
  static let numbers = ["18446744073709551615", "18446744073709551616", "-1", "1e300", "\"nan\"", "null", ""]

  private func expectLost(_ read: () throws -> Void, _ number: String) {
    #expect(throws: OperationError.self, "\(number)") { try read() }
  }

  @Test("iperf3: intervals whose bytes or seconds cannot be", arguments: numbers)
  func iperf3(number: String) {
    let timing = Iperf3.Timing(warmup: 0, window: 200_000_000)
    for (bytes, seconds) in [(number, "0.1"), ("1000", number)] {
      let sum = "{\"sum\":{\"start\":0,\"seconds\":\(seconds),\"bytes\":\(bytes)}}"
      expectLost(
        {
          _ = try Iperf3Output.traffic(in: "{\"intervals\":[\(sum),\(sum)]}", from: "iperf3", timing: timing)
        },
        number)
    }
  }

  @Test("c-loop: lengths that cannot be", arguments: numbers)
  func cLoop(number: String) {
    for (window, warmup) in [(number, "1"), ("1", number)] {
      let line = "{\"received_bytes\":1,\"window_ns\":\(window),\"warmup_ns\":\(warmup)}"
      expectLost({ _ = try CLoopOutput(line, from: "c-loop") }, number)
    }
    #expect(throws: Never.self) {
      _ = try CLoopOutput("{\"received_bytes\":1,\"window_ns\":1,\"warmup_ns\":0}", from: "c-loop")
    }
  }
}
