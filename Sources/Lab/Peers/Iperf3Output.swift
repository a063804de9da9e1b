import Foundation
import Records

/// What iperf3 prints with `-J`.
enum Iperf3Output {
  private struct Report: Decodable {
    var intervals: [Interval]?
    var error: String?
  }

  private struct Interval: Decodable {
    var sum: Sum
  }

  /// All flows together, over one reporting interval.
  private struct Sum: Decodable {
    /// Seconds since the test began.
    var start: Double
    var seconds: Double
    var bytes: UInt64
  }

  /// Throws what iperf3 itself says went wrong; output without such a line passes, empty output too.
  ///
  /// With `-J` iperf3 3.12 puts the reason into the JSON and may exit with status 0 all the same.
  static func failure(in output: String, from end: String) throws {
    guard let report = try? JSONDecoder().decode(Report.self, from: Data(output.utf8)),
      let error = report.error
    else { return }
    throw OperationError(
      "\(end): \(error)", effect: "this sample was not measured",
      remedy: "Run the same iperf3 commands by hand, or leave the peer out")
  }

  /// The bytes of the window's intervals, from the end that received.
  static func traffic(in output: String, from name: String, timing: Iperf3.Timing) throws -> PeerTraffic {
    func unusable(_ cause: String, _ remedy: String) -> OperationError {
      OperationError("\(name) \(cause)", effect: "this sample was not measured", remedy: remedy)
    }
    guard output.contains(where: { !$0.isWhitespace }) else {
      throw unusable("printed nothing", "Run iperf3 -s -1 -J by hand to see why")
    }
    let report: Report
    do {
      report = try JSONDecoder().decode(Report.self, from: Data(output.utf8))
    } catch {
      throw unusable(
        "printed JSON that does not read as a report of version 3.12",
        "Compare the output of iperf3 --version")
    }
    let window = (report.intervals ?? []).map(\.sum)
      .dropFirst(timing.skippedIntervals).prefix(timing.countedIntervals)
    guard window.count == timing.countedIntervals else {
      throw unusable(
        "reported \(report.intervals?.count ?? 0) intervals where "
          + "\(timing.skippedIntervals + timing.countedIntervals) were due",
        "Look for a connection that broke, or a machine too busy to report")
    }
    let seconds = window.reduce(0) { $0 + $1.seconds }
    let (bytes, overflow) = window.reduce((UInt64(0), false)) { sum, interval in
      let (total, carried) = sum.0.addingReportingOverflow(interval.bytes)
      return (total, sum.1 || carried)
    }
    guard seconds > 0, seconds < 86_400, !overflow else {
      throw unusable("reported intervals of \(seconds) s", "Compare the output of iperf3 --version")
    }
    return PeerTraffic(receivedBytes: bytes, windowNanoseconds: UInt64((seconds * 1e9).rounded()))
  }
}
