import Foundation
import Lab
import Records
import Synchronization

/// Shows on stderr how a sweep gets on: one line that renews itself on a terminal, one line per round elsewhere.
final class ProgressLine: Sendable {
  private let isTerminal: Bool
  private let isQuiet: Bool
  private let mayEndEarly: Bool
  private let state: Mutex<State>

  private struct State {
    var started = ContinuousClock.now
    var firstDone: Int?
    var goodput: Double?
    var round = (0, 1)
    var done = 0
    var total = 1
  }

  /// - Parameter mayEndEarly: whether cells stop when they are precise or decided, so that the ETA is an upper limit.
  init(isQuiet: Bool, mayEndEarly: Bool) {
    self.isQuiet = isQuiet
    self.mayEndEarly = mayEndEarly
    self.isTerminal = isatty(STDERR_FILENO) == 1
    self.state = Mutex(State())
  }

  func show(_ event: SweepEvent) {
    guard !isQuiet else { return }
    switch event {
    case .piloting(let block, let index, let count, let isAgain):
      renew(
        "pilot \(index + 1)/\(count)\(isAgain ? " again" : ""): \(block)")
    case .proving(let cell, let index, let count):
      renew("proof run \(index + 1)/\(count): \(cell.primitive) over \(cell.link)\(cell.departures)")
    case .roundStarted(let round, let count, _):
      state.withLock { $0.round = (round + 1, count) }
    case .sampling(let cell, let done, let total):
      let line = state.withLock { state in
        state.done = done
        state.total = total
        return text(of: cell, state)
      }
      renew(line)
    case .sampled(let sample, let done, let total):
      state.withLock { state in
        if state.firstDone == nil {
          state.firstDone = done
          state.started = .now
        }
        state.done = done
        state.total = total
        state.goodput = sample.value(TrafficMetrics.goodput, .flow)
      }
      if let failure = sample.failure { note("\(sample.cell): no sample: \(failure)") }
    case .roundFinished(let round, let count, let failures):
      guard !isTerminal else { return }
      let lost = failures == 0 ? "" : ", \(failures) samples lost"
      write("round \(round + 1)/\(count) done\(lost)\n")
    }
  }

  /// A line that stays, above the one that renews itself.
  func note(_ text: String) {
    write(isTerminal ? "\r\u{1B}[K\(text)\n" : "\(text)\n")
  }

  /// Clears the line that renews itself.
  func finish() {
    guard isTerminal, !isQuiet else { return }
    write("\r\u{1B}[K")
  }

  private func renew(_ text: String) {
    guard isTerminal else { return }
    write("\r\u{1B}[K\(text.prefix(118))")
  }

  private func text(of cell: Cell, _ state: State) -> String {
    let goodput = state.goodput.map { String(format: "%.1f Gbit/s", $0 / 1e9) } ?? "-"
    return "round \(state.round.0)/\(state.round.1)  \(state.done)/\(state.total)  \(eta(state))  "
      + "\(goodput)  now \(cell)"
  }

  private func eta(_ state: State) -> String {
    guard let first = state.firstDone, state.done > first else { return "ETA -" }
    let spent = ContinuousClock.now - state.started
    let left = spent / Double(state.done - first) * Double(state.total - state.done)
    return "ETA \(mayEndEarly ? "at most " : "")\(Self.text(left))"
  }

  /// A length of time for people: `45s`, `2m 05s`.
  static func text(_ duration: Duration) -> String {
    let seconds = Int(duration.components.seconds)
    guard seconds >= 60 else { return "\(seconds)s" }
    return "\(seconds / 60)m \(String(format: "%02d", seconds % 60))s"
  }

  private func write(_ text: String) {
    Screen.note(text)
  }
}
