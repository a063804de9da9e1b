import Dispatch
import Synchronization

extension Array where Element: Sendable {
  /// What a pure function makes of each element, in their order, computed on all CPUs.
  ///
  /// The result is that of `map`, bit for bit: which CPU does what makes no difference. Calls may be nested, for
  /// the caller's thread always works, too.
  package func concurrentMap<Result: Sendable>(_ transform: @Sendable (Element) -> Result) -> [Result] {
    guard count > 1 else { return map(transform) }
    // So many that neighbours of very different cost spread over the CPUs, so few that handing out costs nothing.
    let parts = Swift.min(count, 64)
    let done = Mutex([[Result]](repeating: [], count: parts))
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let results = self[(part * count / parts)..<((part + 1) * count / parts)].map(transform)
      done.withLock { $0[part] = results }
    }
    return done.withLock { $0.flatMap(\.self) }
  }
}

/// The results of two pure functions, computed side by side.
package func concurrently<First: Sendable, Second: Sendable>(
  _ first: @Sendable () -> First, _ second: @Sendable () -> Second
) -> (First, Second) {
  let results = Mutex<(First?, Second?)>((nil, nil))
  DispatchQueue.concurrentPerform(iterations: 2) { index in
    if index == 0 {
      let result = first()
      results.withLock { $0.0 = result }
    } else {
      let result = second()
      results.withLock { $0.1 = result }
    }
  }
  guard case (let first?, let second?) = results.withLock({ $0 }) else {
    preconditionFailure("both functions have run")
  }
  return (first, second)
}
