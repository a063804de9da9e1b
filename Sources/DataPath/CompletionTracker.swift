/// Keeps account of MSG_ZEROCOPY completions: which sends the kernel is done with, and how many it copied
/// after all.
///
/// The kernel numbers the calls of a socket that took data 0, 1, 2, ... in 32 bits and reports ranges, both
/// ends included, which may be merged, out of order and past the wrap. In here ids are 64 bits wide and never
/// wrap. Source: Documentation/networking/msg_zerocopy.rst, net/core/skbuff.c (__msg_zerocopy_callback).
package struct CompletionTracker: Sendable, Hashable {
  /// Ids given out: the next send gets this one.
  package private(set) var issued: UInt64
  /// All ids below this one have completed.
  package private(set) var lowWater: UInt64
  /// Ids completed, each counted once.
  package private(set) var completed: UInt64 = 0
  /// Sends that were surely copied.
  package private(set) var copiedLow: UInt64 = 0
  /// Sends that may have been copied.
  package private(set) var copiedHigh: UInt64 = 0
  /// Entries of the error queue, and those of them flagged as copied.
  package private(set) var notifications: UInt64 = 0
  package private(set) var notificationsCopied: UInt64 = 0
  /// Ids reported that were not outstanding: never issued, or completed before.
  package private(set) var unexpected: UInt64 = 0
  /// Completed ids at or above the low-water mark: sorted, apart from each other, half open.
  package private(set) var ahead: [Range<UInt64>] = []

  /// Starts where a socket's numbering stands; other than 0 only in tests.
  package init(firstID: UInt64 = 0) {
    issued = firstID
    lowWater = firstID
  }

  /// Sends whose completion is not yet seen.
  @inline(__always)
  package var outstanding: UInt64 { lowWater == issued ? 0 : outstandingBeyondLowWater }

  private var outstandingBeyondLowWater: UInt64 {
    issued - lowWater - ahead.reduce(0) { $0 + UInt64($1.count) }
  }

  /// Notes that a zero-copy call took data.
  @inline(__always)
  package mutating func issue() {
    issued &+= 1
  }

  /// Notes one entry of the error queue.
  ///
  /// A flagged entry proves that one send of its range was copied, and one without the flag that its first
  /// was not: merging keeps the flag of the first range only, hence the bounds.
  package mutating func complete(first: UInt32, last: UInt32, copied: Bool) {
    notifications += 1
    if copied { notificationsCopied += 1 }
    let reported = unwrap(first, last)
    let fresh = freshParts(of: reported)
    let freshCount = fresh.reduce(0) { $0 + UInt64($1.count) }
    unexpected += UInt64(last &- first) + 1 - freshCount
    guard freshCount > 0 else { return }
    for part in fresh { insert(part) }
    completed += freshCount
    // Where the first id of the entry is not fresh its flag was judged before: it proves nothing about the
    // others.
    let judgesFresh = fresh[0].lowerBound == reported.lowerBound
    copiedLow += copied && judgesFresh ? 1 : 0
    copiedHigh += !copied && judgesFresh ? freshCount - 1 : freshCount
  }

  /// The 64-bit ids of a reported range: the first is taken as the one nearest to the low-water mark.
  private func unwrap(_ first: UInt32, _ last: UInt32) -> Range<UInt64> {
    let distance = Int32(bitPattern: first &- UInt32(truncatingIfNeeded: lowWater))
    let count = UInt64(last &- first) + 1
    let start = Int64(lowWater) + Int64(distance)
    // Below 0 lie ids that never existed; they are cut off, and so counted as unexpected.
    guard start >= 0 else { return 0..<UInt64(max(0, start + Int64(count))) }
    return UInt64(start)..<(UInt64(start) + count)
  }

  /// The parts of a range that are outstanding.
  private func freshParts(of range: Range<UInt64>) -> [Range<UInt64>] {
    var rest = range.clamped(to: lowWater..<issued)
    var parts: [Range<UInt64>] = []
    for known in ahead where known.overlaps(rest) {
      if rest.lowerBound < known.lowerBound { parts.append(rest.lowerBound..<known.lowerBound) }
      rest = min(known.upperBound, rest.upperBound)..<rest.upperBound
    }
    if !rest.isEmpty { parts.append(rest) }
    return parts
  }

  /// Adds a range that overlaps none of the known ones, joins neighbours, and lifts the low-water mark.
  private mutating func insert(_ part: Range<UInt64>) {
    if part.lowerBound == lowWater, ahead.isEmpty {
      lowWater = part.upperBound
      return
    }
    var index = ahead.firstIndex { $0.lowerBound > part.lowerBound } ?? ahead.count
    ahead.insert(part, at: index)
    if index + 1 < ahead.count, ahead[index + 1].lowerBound == part.upperBound {
      ahead[index] = ahead[index].lowerBound..<ahead.remove(at: index + 1).upperBound
    }
    if index > 0, ahead[index - 1].upperBound == part.lowerBound {
      ahead[index - 1] = ahead[index - 1].lowerBound..<ahead.remove(at: index).upperBound
      index -= 1
    }
    if ahead[0].lowerBound == lowWater { lowWater = ahead.removeFirst().upperBound }
  }
}
