import Glibc

/// Test contents: each byte is a function of the number of its message and its offset in it.
///
/// A table of a prime length, read from a start that moves with the message: compared and filled in long
/// runs, so that debug builds check a megabyte in microseconds, and two messages agree only when 65,521
/// apart.
enum Pattern {
  private static let period = 65521
  /// How far the start moves from one message to the next: prime, and no size under test is a multiple of it.
  private static let stride = 7919

  /// Twice the period, so that a run of one period can start anywhere.
  private static let table: [UInt8] = {
    var random = SplitMix(state: 1)
    let once = (0..<period).map { _ in UInt8(truncatingIfNeeded: random.next() >> 32) }
    return once + once
  }()

  /// Fills a part of a message.
  static func fill(_ target: UnsafeMutableRawBufferPointer, message: Int, offset: Int) {
    forEachRun(message: message, offset: offset, count: target.count) { done, run in
      memcpy(target.baseAddress! + done, run.baseAddress!, run.count)
      return true
    }
  }

  /// Whether a part of a message is as it was filled.
  static func matches(_ bytes: UnsafeRawBufferPointer, message: Int, offset: Int) -> Bool {
    forEachRun(message: message, offset: offset, count: bytes.count) { done, run in
      memcmp(bytes.baseAddress! + done, run.baseAddress!, run.count) == 0
    }
  }

  @discardableResult
  private static func forEachRun(
    message: Int, offset: Int, count: Int, _ body: (Int, UnsafeRawBufferPointer) -> Bool
  ) -> Bool {
    table.withUnsafeBytes { table in
      var done = 0
      while done < count {
        let start = (message * stride + offset + done) % period
        let length = min(period, count - done)
        guard body(done, UnsafeRawBufferPointer(rebasing: table[start..<(start + length)])) else {
          return false
        }
        done += length
      }
      return true
    }
  }
}
