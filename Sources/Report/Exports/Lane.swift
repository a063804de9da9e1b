import Dispatch
import Synchronization

/// Work that is done piece by piece, in order, on a thread of its own, while whoever hands it over goes on.
final class Lane: Sendable {
  private let queue: DispatchQueue
  private let failure = Mutex<(any Error)?>(nil)
  /// Pieces under way: a slow lane makes the others wait instead of filling the memory.
  private let room = DispatchSemaphore(value: 4)

  init(_ name: String) {
    queue = DispatchQueue(label: name)
  }

  /// Hands a piece over; waits for room.
  ///
  /// - Throws: the first error of an earlier piece, after which nothing more is done.
  func add(_ work: @escaping @Sendable () throws -> Void) throws {
    try check()
    room.wait()
    queue.async { [self] in
      defer { room.signal() }
      guard failure.withLock({ $0 == nil }) else { return }
      do { try work() } catch { failure.withLock { $0 = error } }
    }
  }

  /// Waits until all pieces are done.
  ///
  /// - Throws: the first error of a piece.
  func finish() throws {
    queue.sync {}
    try check()
  }

  private func check() throws {
    if let failure = failure.withLock({ $0 }) { throw failure }
  }
}
