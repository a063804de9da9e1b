import Foundation
import Records
import Testing

@testable import Analysis

@Suite struct SteadyStateTests {
  private func pilot(_ seed: UInt64, noise sigma: Double = 0.03, _ level: (Int) -> Double) -> SliceRates {
    var noise = NoiseSource(seed: seed)
    return SliceRates(rates: (0..<50).map { level($0) * (1 + sigma * noise.normal()) })
  }

  private func milliseconds(_ answer: WarmUpRule.Answer) -> Double? {
    guard case .steady(let start) = answer else { return nil }
    return Double(start) / 1e6
  }

  @Test("a rate that is steady from the beginning needs no warm-up in 95 of 100 pilots")
  func steady() {
    var none = 0
    for seed in 0..<100 where milliseconds(WarmUpRule.answer(pilot(UInt64(seed)) { _ in 5 })) == 0 {
      none += 1
    }
    report("steady pilots", ("no warm-up", Double(none) / 100))
    #expect(none >= 95)
  }

  @Test("a step from half the rate is found within two slices in 95 of 100 pilots")
  func step() {
    var found = 0
    for seed in 0..<100 {
      let answer = milliseconds(WarmUpRule.answer(pilot(UInt64(seed)) { $0 < 10 ? 2.5 : 5 })) ?? -1
      if abs(answer - 200) <= 40 { found += 1 }
    }
    #expect(found >= 95)
  }

  @Test("an exponential approach is over when the rate is within the tolerance of its end")
  func approach() throws {
    let answer = try #require(milliseconds(WarmUpRule.answer(pilot(1) { 5 * (1 - exp(-Double($0) / 4)) })))
    #expect((140...400).contains(answer))
  }

  @Test("a rate that still changes at the end of the pilot is not steady")
  func unsteady() {
    #expect(milliseconds(WarmUpRule.answer(pilot(2) { 1 + Double($0) / 10 })) == nil)
    #expect(milliseconds(WarmUpRule.answer(SliceRates(rates: [1, 2, 3]))) == nil)
    #expect(milliseconds(WarmUpRule.answer(SliceRates(rates: Array(repeating: 0, count: 50)))) == nil)
  }

  @Test("a block warms up as long as its slowest primitive, and never less than the minimum")
  func block() {
    let quick = pilot(3) { _ in 5 }
    let slow = pilot(4) { $0 < 12 ? 2 : 5 }
    #expect(WarmUpRule.warmUp([[quick]], minimumNanoseconds: 150_000_000).nanoseconds == 150_000_000)
    let both = WarmUpRule.warmUp([[quick], [slow]], minimumNanoseconds: 150_000_000)
    #expect((220_000_000...280_000_000).contains(both.nanoseconds))
    #expect(both.isSteady)
    let hopeless = WarmUpRule.warmUp([[pilot(5) { 1 + Double($0) }]], minimumNanoseconds: 1)
    #expect(hopeless.nanoseconds == 1_000_000_000 && !hopeless.isSteady)
  }

  @Test("what one of a primitive's pilots did not need, the primitive does not need")
  func repeated() {
    let quick = pilot(3) { _ in 5 }
    let disturbed = pilot(4) { $0 < 12 ? 2 : 5 }
    let hopeless = pilot(5) { 1 + Double($0) }
    let found = WarmUpRule.warmUp([[disturbed, hopeless, quick]], minimumNanoseconds: 60_000_000)
    #expect(found.nanoseconds == 60_000_000 && found.isSteady)
    let slow = WarmUpRule.warmUp([[disturbed, hopeless, disturbed]], minimumNanoseconds: 60_000_000)
    #expect((220_000_000...280_000_000).contains(slow.nanoseconds) && slow.isSteady)
  }

  @Test("a window whose rate rises by a fifth has a trend; a steady one has none in 99 of 100")
  func window() throws {
    let rising = try #require(WindowTrend(pilot(6) { 1 + 0.2 * Double($0) / 50 }))
    #expect(rising.isTrend)
    #expect(abs(rising.relativeChange - 0.18) < 0.05)
    var flagged = 0
    for seed in 0..<200 where WindowTrend(pilot(UInt64(seed)) { _ in 5 })?.isTrend == true { flagged += 1 }
    #expect(flagged <= 2)
  }

  @Test("slices become rates; a counter that goes back or a clock that stands is left out")
  func slices() {
    let rates = SliceRates([
      Slice(nanoseconds: 0, receivedBytes: 0), Slice(nanoseconds: 10, receivedBytes: 100),
      Slice(nanoseconds: 10, receivedBytes: 120), Slice(nanoseconds: 20, receivedBytes: 90),
      Slice(nanoseconds: 30, receivedBytes: 300),
    ])
    #expect(rates.rates == [10, 10])
    #expect(rates.starts == [0, 10])
    #expect(rates.end == 30)
  }
}
