import Foundation
import Records
import Synchronization
import Wire

/// Prints what the two-terminal commands move: a line per flow, then the sum.
package final class FlowScreen: Sendable {
  private let verb: String
  /// Message size where this side knows it; nil at the receiving end.
  private let size: Int?
  private let finished = Mutex<[ServedFlow]>([])

  package init(verb: String, size: Int?) {
    self.verb = verb
    self.size = size
  }

  package func show(_ event: ServeEvent) {
    switch event {
    case .listening(let port): Screen.show("listening on port \(port)")
    case .flowStarted(let flow, let peer): Screen.show("flow \(flow): \(peer)")
    case .flowFinished(let flow):
      Screen.show(line(flow))
      for caveat in flow.caveats ?? [] { Screen.show("note: flow \(flow.flow): \(caveat.sentence.rendered)") }
    case .refused(let connections, let cause):
      Screen.show(
        "note: \(connections) connection\(connections == 1 ? "" : "s") did not become a flow: \(cause)")
    case .finished(let flows):
      finished.withLock { $0 = flows }
      Screen.show(total(flows))
    }
  }

  /// - Throws: `OperationError` when fewer flows moved bytes than were asked for.
  package func checkOutcome(expected: Int) throws(OperationError) {
    let moved = finished.withLock { flows in
      flows.count { $0.report.whole.bytes > 0 || $0.report.whole.messages > 0 }
    }
    guard moved < expected else { return }
    throw OperationError(
      "\(moved) of \(expected) flows moved bytes", effect: "the statistics cover those only",
      remedy: "Check that both ends agree on --flows, and that no flow broke off")
  }

  private func line(_ flow: ServedFlow) -> String {
    let whole = flow.report.whole
    let seconds = Double(flow.elapsedNanoseconds) / 1e9
    var parts = ["flow \(flow.flow): \(verb) \(whole.bytes) bytes"]
    if size != nil { parts.append("\(whole.messages) messages") }
    parts.append("\(flow.calls) calls")
    parts.append(String(format: "%.3f s", seconds))
    parts.append(rate(bytes: whole.bytes, seconds: seconds))
    parts.append(cpu(flow.cpuNanoseconds, bytes: whole.bytes))
    if flow.report.zerocopySends > 0 {
      parts.append(
        "\(flow.report.zerocopySends) zero-copy sends, \(flow.report.zerocopyCompletions) completed, "
          + "\(flow.zerocopyCopiedLow) to \(flow.zerocopyCopiedHigh) copied after all")
    }
    if flow.report.unaccounted > 0 { parts.append("\(flow.report.unaccounted) never completed") }
    if let failure = flow.report.failure { parts.append("ended by \(failure)") }
    return parts.joined(separator: ", ")
  }

  private func total(_ flows: [ServedFlow]) -> String {
    let bytes = flows.reduce(UInt64(0)) { $0 + $1.report.whole.bytes }
    // From the first flow's first byte to the last one's last: clients come and go at different times.
    let began = flows.map(\.startedMonotonicNanoseconds).min() ?? 0
    let ended = flows.map { $0.startedMonotonicNanoseconds + $0.elapsedNanoseconds }.max() ?? 0
    let seconds = Double(ended - began) / 1e9
    let known = flows.compactMap(\.cpuNanoseconds)
    let total = known.count == flows.count ? known.reduce(0, +) : nil
    return "total: \(flows.count) flows, \(verb) \(bytes) bytes, "
      + "\(rate(bytes: bytes, seconds: seconds)), \(cpu(total, bytes: bytes))"
  }

  private func rate(bytes: UInt64, seconds: Double) -> String {
    guard seconds > 0 else { return "no time passed" }
    return String(format: "%.2f Gbit/s", Double(bytes) * 8 / seconds / 1e9)
  }

  private func cpu(_ nanoseconds: UInt64?, bytes: UInt64) -> String {
    guard let nanoseconds else { return "CPU time unknown" }
    guard bytes > 0 else { return String(format: "%.3f s CPU", Double(nanoseconds) / 1e9) }
    return String(format: "%.3f ns CPU per byte", Double(nanoseconds) / Double(bytes))
  }
}
