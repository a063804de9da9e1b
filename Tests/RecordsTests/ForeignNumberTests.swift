import Records
import Testing

@Suite("Numbers that others wrote")
struct ForeignNumberTests {
  @Test("a count is decimal digits that fit into 64 bits, or a reason")
  func counts() throws {
    #expect(try ForeignNumber.count("0", "n") == 0)
    #expect(try ForeignNumber.count("18446744073709551615", "n") == .max)
    #expect(try ForeignNumber.count(digits: Array("18446744073709551615".utf8), "n") == .max)
    for text in ["", "-1", "+1", "1e300", "nan", "18446744073709551616", "0x10", "1.5", " 1", "٣"] {
      let missing = #expect(throws: Unavailable.self) { try ForeignNumber.count(text, "uptime") }
      #expect(missing?.reason.hasPrefix("uptime ") == true, "\(text)")
      #expect(throws: Unavailable.self) { try ForeignNumber.count(digits: Array(text.utf8), "uptime") }
    }
  }

  @Test("sums, products and growths are exact or have a reason")
  func steps() throws {
    #expect(try ForeignNumber.sum([1 << 63, (1 << 63) - 1], "n") == .max)
    #expect(throws: Unavailable("n exceeds 64 bits")) { try ForeignNumber.sum([.max, 1], "n") }
    #expect(try ForeignNumber.product(1 << 32, (1 << 32) - 1, "n") == .max - (1 << 32) + 1)
    #expect(throws: Unavailable("n exceeds 64 bits")) { try ForeignNumber.product(1 << 63, 2, "n") }
    #expect(try ForeignNumber.growth(from: 3, to: .max, "n") == .max - 3)
    #expect(throws: Unavailable("n went backwards")) { try ForeignNumber.growth(from: 4, to: 3, "n") }
  }

  @Test("a fraction becomes a whole number only where one is near")
  func fractions() throws {
    #expect(try ForeignNumber.whole(2.5, "n") == 3)
    for value in [Double.nan, .infinity, -0.6, -1, 0x1p63, 1e300] {
      #expect(throws: Unavailable.self) { try ForeignNumber.whole(value, "n") }
    }
  }

  @Test("a reading that is no finite number is a reason, when it is made and when it is read back")
  func readings() {
    let metric = Metric("x", unit: "ns", better: .lower, source: .derived, "A figure")
    for value in [Double.nan, .infinity, -.infinity] {
      let made = Reading(metric, .machine, value)
      let stored = Reading(
        metric: "x", side: .machine, storedValue: value, storedReason: nil, enabledNanoseconds: nil,
        runningNanoseconds: nil)
      for reading in [made, stored] {
        #expect(reading.value == nil)
        #expect(reading.reason == "not a finite number")
      }
    }
  }
}
