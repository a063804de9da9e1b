import Kernel
import Wire

/// Connections that ended before they were flows: counted by cause, and told now and then, for a flood of them is one
/// story.
struct Refusals {
  /// A flood is told so often.
  private static let intervalNanoseconds: UInt64 = 1_000_000_000

  private let tell: (ServeEvent) -> Void
  private var untold: [String: Int] = [:]
  private var lastTold: UInt64 = 0

  init(tell: @escaping (ServeEvent) -> Void) {
    self.tell = tell
  }

  mutating func add(_ cause: String) {
    untold[cause, default: 0] += 1
    guard MonotonicClock.now() >= lastTold + Self.intervalNanoseconds else { return }
    tellAll()
  }

  /// Says what is not said yet.
  mutating func tellAll() {
    for (cause, count) in untold.sorted(by: { $0.key < $1.key }) {
      tell(.refused(connections: count, cause: cause))
    }
    untold = [:]
    lastTold = MonotonicClock.now()
  }
}
