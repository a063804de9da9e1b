import DataPath
import Testing

@Suite("Completions of zero-copy sends")
struct CompletionTrackerTests {
  private func tracker(issued count: UInt64, from first: UInt64 = 0) -> CompletionTracker {
    var tracker = CompletionTracker(firstID: first)
    for _ in 0..<count { tracker.issue() }
    return tracker
  }

  @Test("a merged range counts every send it covers")
  func merged() {
    var tracker = tracker(issued: 10)
    tracker.complete(first: 0, last: 6, copied: false)
    #expect(tracker.completed == 7)
    #expect(tracker.outstanding == 3)
    #expect(tracker.lowWater == 7)
    #expect(tracker.notifications == 1)
  }

  @Test("a range that wraps past 2^32 counts every message")
  func wraps() {
    let first = UInt64(UInt32.max) - 2
    var tracker = tracker(issued: 8, from: first)
    tracker.complete(first: UInt32.max - 2, last: 4, copied: false)
    #expect(tracker.completed == 8)
    #expect(tracker.lowWater == first + 8)
    #expect(tracker.outstanding == 0)
    #expect(tracker.unexpected == 0)
  }

  @Test("ids go on counting after the second wrap")
  func wrapsTwice() {
    var tracker = tracker(issued: 4, from: 2 << 32 - 2)
    tracker.complete(first: UInt32.max, last: 0, copied: false)
    tracker.complete(first: UInt32.max - 1, last: UInt32.max - 1, copied: false)
    tracker.complete(first: 1, last: 1, copied: false)
    #expect(tracker.lowWater == 2 << 32 + 2)
    #expect(tracker.completed == 4)
  }

  @Test("ranges in any order complete everything, and the low-water mark waits for the gap")
  func outOfOrder() {
    var tracker = tracker(issued: 12)
    tracker.complete(first: 8, last: 9, copied: false)
    tracker.complete(first: 2, last: 3, copied: false)
    tracker.complete(first: 4, last: 7, copied: false)
    #expect(tracker.lowWater == 0)
    #expect(tracker.outstanding == 4)
    #expect(tracker.ahead == [2..<10])
    tracker.complete(first: 0, last: 1, copied: false)
    #expect(tracker.lowWater == 10)
    #expect(tracker.outstanding == 2)
    #expect(tracker.ahead.isEmpty)
  }

  @Test("a duplicate is counted as unexpected and completes nothing twice")
  func duplicate() {
    var tracker = tracker(issued: 6)
    tracker.complete(first: 0, last: 3, copied: false)
    tracker.complete(first: 2, last: 4, copied: true)
    #expect(tracker.completed == 5)
    #expect(tracker.unexpected == 2)
    tracker.complete(first: 0, last: 0, copied: true)
    #expect(tracker.completed == 5)
    #expect(tracker.unexpected == 3)
    #expect(tracker.copiedLow == 0)
  }

  @Test("ids that were never issued are unexpected")
  func neverIssued() {
    var tracker = tracker(issued: 2)
    tracker.complete(first: 1, last: 5, copied: false)
    #expect(tracker.completed == 1)
    #expect(tracker.unexpected == 4)
    tracker.complete(first: UInt32.max, last: 0, copied: false)
    #expect(tracker.completed == 2)
    #expect(tracker.unexpected == 5)
  }

  @Test("a flagged range proves one copied send, an unflagged range one that was not")
  func copiedBounds() {
    var tracker = tracker(issued: 20)
    tracker.complete(first: 0, last: 4, copied: true)
    #expect(tracker.copiedLow == 1)
    #expect(tracker.copiedHigh == 5)
    tracker.complete(first: 5, last: 7, copied: false)
    #expect(tracker.copiedLow == 1)
    #expect(tracker.copiedHigh == 7)
    tracker.complete(first: 8, last: 8, copied: false)
    #expect(tracker.copiedHigh == 7)
    tracker.complete(first: 9, last: 9, copied: true)
    #expect(tracker.copiedLow == 2)
    #expect(tracker.copiedHigh == 8)
    #expect(tracker.notificationsCopied == 2)
  }

  @Test("any order and any merging of the same completions ends in the same state", arguments: 0..<50)
  func anyOrder(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    let first = UInt64(UInt32.max) - 40
    var tracker = tracker(issued: 100, from: first)
    var ranges: [Range<UInt64>] = []
    var start = first
    while start < first + 100 {
      let end = min(start + .random(in: 1...9, using: &random), first + 100)
      ranges.append(start..<end)
      start = end
    }
    for range in ranges.shuffled(using: &random) {
      tracker.complete(
        first: UInt32(truncatingIfNeeded: range.lowerBound),
        last: UInt32(truncatingIfNeeded: range.upperBound - 1), copied: true)
      #expect(tracker.outstanding == 100 - tracker.completed)
    }
    #expect(tracker.lowWater == first + 100)
    #expect(tracker.completed == 100)
    #expect(tracker.ahead.isEmpty)
    #expect(tracker.unexpected == 0)
    #expect(tracker.copiedLow == UInt64(ranges.count))
    #expect(tracker.copiedHigh == 100)
  }
}

/// A seeded generator, so that a failing case can be run again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
