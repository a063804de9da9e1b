import CLinux

/// The counts of one flow while it runs: written by its thread alone, readable by any thread at any time.
///
/// The words lie on cache lines of their own. Each is written with a relaxed store, so that a reader sees a
/// value the flow has held, and two words of one snapshot may be one message apart.
package struct FlowCounters: @unchecked Sendable {
  private let words: UnsafeMutablePointer<UInt64>

  /// Two lines of 64 bytes: adjacent-line prefetchers of x86 pull lines in pairs.
  private static let alignment = 128

  /// Counters at 0; give them back with `deallocate` after their flow has ended.
  package static func allocate() -> FlowCounters {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: alignment, alignment: alignment)
    return FlowCounters(
      words: memory.initializeMemory(as: UInt64.self, repeating: 0, count: alignment / 8))
  }

  /// Frees the words.
  package func deallocate() {
    UnsafeMutableRawPointer(words).deallocate()
  }

  /// The counts at this moment.
  package func snapshot() -> FlowCount {
    var count = FlowCount()
    for counter in FlowCounter.allCases {
      count[counter] = cl_load_relaxed(words + counter.rawValue)
    }
    return count
  }

  /// Adds to a counter. Only the thread of the flow may; compiles to one `add` to memory.
  @inline(__always)
  func add(_ counter: FlowCounter, _ amount: UInt64 = 1) {
    cl_store_relaxed(words + counter.rawValue, cl_load_relaxed(words + counter.rawValue) &+ amount)
  }

  /// Publishes a value that the flow counts elsewhere. Only the thread of the flow may.
  @inline(__always)
  func store(_ counter: FlowCounter, _ value: UInt64) {
    cl_store_relaxed(words + counter.rawValue, value)
  }
}
