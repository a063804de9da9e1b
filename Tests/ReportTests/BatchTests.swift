import Records
import Report
import Synchronization
import Testing

@Suite("Samples in batches") struct BatchTests {
  private struct Broken: Error {}

  /// Samples of ascending order; how many of them were handed out stands in `read`.
  private static func source(_ count: Int, _ read: Counter = Counter(), failing: Bool = false) -> ExportSource
  {
    ExportSource(sweep: Fixture.sweep(), metrics: [], quantities: []) { body in
      for order in 0..<count {
        read.value.withLock { $0 += 1 }
        try body(Sample(cell: Fixture.cell("two-copy"), round: 0, order: order))
      }
      if failing { throw Broken() }
    }
  }

  private final class Counter: Sendable {
    let value = Mutex(0)
  }

  @Test("all samples arrive once and in order", arguments: [0, 1, 255, 256, 257, 5000])
  func order(count: Int) throws {
    var orders: [Int] = []
    try Self.source(count).forEachBatch { orders += $0.map(\.order) }
    #expect(orders == Array(0..<count))
  }

  @Test("an error of the source passes on, after everything that was read before it")
  func failingSource() throws {
    var count = 0
    #expect(throws: Broken.self) {
      try Self.source(600, failing: true).forEachBatch { count += $0.count }
    }
    #expect(count == 512)
  }

  @Test("after an error of who takes them nothing more than the few batches ahead is read")
  func failingBody() throws {
    let read = Counter()
    #expect(throws: Broken.self) {
      try Self.source(1_000_000, read).forEachBatch { _ in throw Broken() }
    }
    // The reader has to find out: until then it may finish the batch it is at.
    let bound = 8 * 256
    #expect(read.value.withLock { $0 } <= bound)
  }
}
