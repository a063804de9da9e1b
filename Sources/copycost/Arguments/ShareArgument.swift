import ArgumentParser

/// A share as typed: `5%` or `0.05`.
struct ShareArgument: ExpressibleByArgument {
  /// Above 0, below 1.
  var value: Double

  init?(argument: String) {
    let isPercent = argument.hasSuffix("%")
    guard let number = Double(isPercent ? String(argument.dropLast()) : argument) else { return nil }
    value = isPercent ? number / 100 : number
    guard value > 0, value < 1 else { return nil }
  }
}
