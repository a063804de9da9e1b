/// What one flow has counted so far; the difference of two is what happened between them.
package struct FlowCount: Sendable, Hashable {
  private var words = SIMD16<UInt64>.zero

  package init() {}

  package subscript(_ counter: FlowCounter) -> UInt64 {
    get { words[counter.rawValue] }
    set { words[counter.rawValue] = newValue }
  }

  /// Zero-copy sends whose completion has not been seen.
  ///
  /// The words of a running flow are read one after the other, so completions can be a step ahead of sends.
  package var outstanding: UInt64 {
    self[.zerocopySends] - min(self[.zerocopySends], self[.zerocopyCompletions])
  }

  /// What happened between an earlier count and a later one.
  package static func - (later: FlowCount, earlier: FlowCount) -> FlowCount {
    var difference = FlowCount()
    difference.words = later.words &- earlier.words
    return difference
  }

  /// The counts of several flows together.
  package static func + (one: FlowCount, other: FlowCount) -> FlowCount {
    var sum = FlowCount()
    sum.words = one.words &+ other.words
    return sum
  }
}
