/// Nanoseconds of CLOCK_MONOTONIC between which something was read.
package struct ReadingSpan: Hashable, Sendable {
  package var begin: UInt64
  package var end: UInt64

  package init(begin: UInt64, end: UInt64) {
    self.begin = begin
    self.end = end
  }

  /// The instant a reading that took this long is ascribed to.
  package var middle: UInt64 { begin + (end - begin) / 2 }
}
