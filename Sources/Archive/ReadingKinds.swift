import Records

/// Recognises the kind of a sample's readings while their rows pass: mostly it is that of the sample before.
struct ReadingKinds {
  private let metrics: [Int64: String]
  /// By the keys of the readings, in their order; nil for keys that name no metric or no side.
  private var known: [[Int64]: ReadingKind] = [:]
  private var last: (keys: [Int64], kind: ReadingKind) = ([], .empty)
  /// Readings of the present sample, and their keys once they differ from those of the last sample.
  private var count = 0
  private var keys: [Int64]?

  init(metrics: [Int64: String]) {
    self.metrics = metrics
  }

  /// How many readings the next sample probably holds.
  var expectedCount: Int { last.keys.count }

  mutating func begin() {
    count = 0
    keys = nil
  }

  /// - Parameters:
  ///   - metric: row of the table metric.
  ///   - side: the first letter of the side, in which those that the table admits differ.
  mutating func add(metric: Int64, side: Int64) {
    let key = metric << 8 | side
    if keys != nil {
      keys?.append(key)
    } else if count < last.keys.count, last.keys[count] == key {
      count += 1
    } else {
      keys = last.keys[..<count] + [key]
    }
  }

  /// The kind of the readings since `begin`; nil when one of them is of no metric or side that the archive knows.
  mutating func end() -> ReadingKind? {
    if keys == nil, count == last.keys.count { return last.kind }
    let keys = keys ?? Array(last.keys[..<count])
    guard let kind = known[keys] ?? kind(of: keys) else { return nil }
    known[keys] = kind
    last = (keys, kind)
    return kind
  }

  private func kind(of keys: [Int64]) -> ReadingKind? {
    var quantities: [Quantity] = []
    for key in keys {
      guard let metric = metrics[key >> 8], let side = Self.side(key & 0xff) else { return nil }
      quantities.append(Quantity(metric, side))
    }
    return ReadingKind(quantities)
  }

  private static func side(_ letter: Int64) -> Side? {
    Side.allCases.first { $0.rawValue.utf8.first.map(Int64.init) == letter }
  }
}
