import Records

/// Reads the values of one axis of a sweep: a list (`64,4Ki`), a range by doubling (`64..1Mi`) or by a factor (`64..4Ki:x4`).
package enum Axis {
  /// Message sizes and buffer sizes, in bytes, in the order typed, without repeats.
  ///
  /// - Throws: `UsageError` that names the part that cannot be read.
  package static func sizes(_ text: String, flag: String) throws(UsageError) -> [Int] {
    try values(
      text, refusal: { .notASize($0, of: text, flag: flag) }, parse: { MessageSize(parsing: $0)?.bytes })
  }

  /// Sizes of something that can be left alone, which `none` stands for, in the order typed.
  package static func sizesOrNone(_ text: String, flag: String) throws(UsageError) -> [Int?] {
    var result: [Int?] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      let values: [Int?] = part == "none" ? [nil] : try sizes(part, flag: flag)
      for value in values where !result.contains(value) { result.append(value) }
    }
    return result
  }

  /// Counts of flows, from 1.
  package static func counts(_ text: String, flag: String) throws(UsageError) -> [Int] {
    try values(
      text, refusal: { .notACount($0, of: text, flag: flag) },
      parse: { part in
        part.allSatisfy(\.isNumber) ? Int(part) : nil
      })
  }

  private static func values(
    _ text: String, refusal: (String) -> UsageError, parse: (String) -> Int?
  ) throws(UsageError) -> [Int] {
    var result: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard let expanded = expand(part, parse: parse) else { throw refusal(part) }
      for value in expanded where !result.contains(value) { result.append(value) }
    }
    return result
  }

  private static func expand(_ part: String, parse: (String) -> Int?) -> [Int]? {
    guard let dots = part.firstRange(of: "..") else { return parse(part).map { [$0] } }
    let rest = part[dots.upperBound...].split(separator: ":", maxSplits: 1).map(String.init)
    guard let low = parse(String(part[..<dots.lowerBound])), low > 0,
      let top = rest.first, let high = parse(top), high >= low
    else { return nil }
    var factor = 2
    if rest.count == 2 {
      guard rest[1].first == "x", let typed = Int(rest[1].dropFirst()), typed >= 2 else { return nil }
      factor = typed
    }
    var values = [low]
    while let last = values.last {
      let (next, overflow) = last.multipliedReportingOverflow(by: factor)
      guard !overflow, next <= high else { break }
      values.append(next)
    }
    return values
  }
}
