import Testing

@testable import DataPath

@Suite("Counters of a flow")
struct FlowCounterTests {
  @Test("every counter has a word of its own, and differences and sums take all of them")
  func everyCounterIsKept() {
    let counters = FlowCounters.allocate()
    defer { counters.deallocate() }
    let before = counters.snapshot()
    for counter in FlowCounter.allCases { counters.add(counter, UInt64(counter.rawValue) + 1) }
    let after = counters.snapshot()
    for counter in FlowCounter.allCases {
      let expected = UInt64(counter.rawValue) + 1
      #expect(after[counter] == expected, "\(counter)")
      #expect((after - before)[counter] == expected, "\(counter)")
      #expect((after + after)[counter] == 2 * expected, "\(counter)")
    }
  }

  @Test("no two counters report the same metric")
  func metricsAreDistinct() {
    let names = FlowCounter.allCases.compactMap { counter in
      switch counter.report {
      case .byEveryEnd(let metric), .bySender(let metric), .withCompletions(let metric): metric.name
      case .never: nil
      }
    }
    #expect(Set(names).count == names.count)
    #expect(names.count >= 10)
  }

  @Test("completions that are a step ahead of the sends leave none outstanding")
  func outstanding() {
    var count = FlowCount()
    count[.zerocopySends] = 7
    count[.zerocopyCompletions] = 4
    #expect(count.outstanding == 3)
    count[.zerocopyCompletions] = 8
    #expect(count.outstanding == 0)
  }
}
