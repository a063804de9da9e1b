import Synchronization
import Testing

@testable import Analysis

@Suite("Concurrent computation")
struct ConcurrencyTests {
  @Test(
    "results stand in the order of the elements, whatever their number",
    arguments: [0, 1, 2, 63, 64, 65, 1000])
  func order(count: Int) {
    let elements = Array(0..<count)
    // The first elements take longest, so that later ones are done before them.
    let squares = elements.concurrentMap { element in
      (0..<(count - element) * 100).reduce(element * element) { sum, _ in sum }
    }
    #expect(squares == elements.map { $0 * $0 })
  }

  @Test("every element is used once")
  func once() {
    let calls = Mutex([Int](repeating: 0, count: 1000))
    _ = Array(0..<1000).concurrentMap { element in calls.withLock { $0[element] += 1 } }
    #expect(calls.withLock { $0 } == [Int](repeating: 1, count: 1000))
  }

  @Test("maps inside maps, beside each other, come to an end with the same results")
  func nested() {
    let sums: @Sendable () -> [Int] = {
      Array(0..<100).concurrentMap { row in Array(0..<100).concurrentMap { row * $0 }.reduce(0, +) }
    }
    let (first, second) = concurrently(sums, sums)
    #expect(first == (0..<100).map { $0 * 4950 })
    #expect(second == first)
  }
}
