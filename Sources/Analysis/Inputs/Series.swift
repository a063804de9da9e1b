/// The values of one measure in one cell, one per round, in the order of the rounds.
package struct Series: Sendable, Equatable {
  /// Rounds in which the cell was sampled, ascending, each once.
  package private(set) var rounds: [Int]
  /// Values of those rounds, in the measure's unit.
  package private(set) var values: [Double]

  package var count: Int { values.count }

  package init() {
    rounds = []
    values = []
  }

  /// Takes the rounds in any order; of two values for one round the later one stands.
  package init(rounds: [Int], values: [Double]) {
    self.init()
    precondition(rounds.count == values.count, "a series needs one value for each round")
    for (round, value) in zip(rounds, values) { set(value, round: round) }
  }

  /// Takes ascending rounds, each once, as they are.
  init(ascending rounds: [Int], values: [Double]) {
    precondition(rounds.count == values.count, "a series needs one value for each round")
    self.rounds = rounds
    self.values = values
  }

  /// Values of rounds 0, 1, 2, ...
  package init(_ values: [Double]) {
    self.rounds = Array(values.indices)
    self.values = values
  }

  /// Puts a value in its place; constant time for the next round, which is how archives are read.
  package mutating func set(_ value: Double, round: Int) {
    if rounds.last.map({ $0 < round }) ?? true {
      rounds.append(round)
      values.append(value)
      return
    }
    var low = 0
    var high = rounds.count
    while low < high {
      let middle = (low + high) / 2
      if rounds[middle] < round { low = middle + 1 } else { high = middle }
    }
    if rounds[low] == round {
      values[low] = value
      return
    }
    rounds.insert(round, at: low)
    values.insert(value, at: low)
  }

  /// The series of other values for the same rounds; rounds whose value becomes nil are left out.
  package func compactMapValues(_ transform: (Double) -> Double?) -> Series {
    var result = Series()
    result.values.reserveCapacity(count)
    var kept: [Int] = []
    for (index, value) in values.enumerated() {
      guard let new = transform(value) else { continue }
      result.values.append(new)
      kept.append(rounds[index])
    }
    result.rounds = kept.count == count ? rounds : kept
    return result
  }

  /// The first `count` values: what was known at an earlier look.
  package func prefix(_ count: Int) -> Series {
    guard count < self.count else { return self }
    var shorter = Series()
    shorter.rounds = Array(rounds[..<count])
    shorter.values = Array(values[..<count])
    return shorter
  }
}
