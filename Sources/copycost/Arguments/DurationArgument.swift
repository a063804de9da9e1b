import ArgumentParser

/// A length of time as typed: `150ms`, `10s`, `1.5s`, `5m`, `200us`.
struct DurationArgument: ExpressibleByArgument {
  var nanoseconds: UInt64

  init(nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
  }

  init?(argument: String) {
    let number = argument.prefix { $0.isNumber || $0 == "." }
    let units: [String: Double] = ["us": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9]
    guard let unit = units[String(argument.dropFirst(number.count))], let value = Double(number) else {
      return nil
    }
    let total = value * unit
    guard total < 1e15 else { return nil }
    self.nanoseconds = UInt64(total)
  }
}

extension DurationArgument: CustomStringConvertible {
  /// As help prints a default: `150ms`, in the longest unit that leaves a whole number.
  var description: String {
    let units: [(String, UInt64)] = [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000)]
    let unit = units.first { nanoseconds % $0.1 == 0 }
    return unit.map { "\(nanoseconds / $0.1)\($0.0)" } ?? "\(nanoseconds)ns"
  }
}
