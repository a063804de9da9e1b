/// The numbers of rounds at which a stopping rule looks at the data: fixed before the first round.
package struct LookSchedule: Sendable, Equatable {
  /// Ascending; the last is the greatest number of rounds.
  package let looks: [Int]

  /// Fewest rounds before any rule may stop: below it a narrow interval is mostly luck.
  package static let fewestRounds = 8

  package init(first: Int = LookSchedule.fewestRounds, growth: Double, last: Int) {
    var looks: [Int] = []
    var next = Double(first)
    while Int(next) < last {
      looks.append(Int(next))
      next = max(next + 1, (next * growth).rounded())
    }
    self.looks = looks + [last]
  }

  /// For `--precision`: every fifteenth more rounds: its intervals are wider than nominal, which more looks
  /// hardly change (coverage 94.5 % or more), and seldom looking measures in vain.
  package static func precision(maximumRounds: Int) -> LookSchedule {
    LookSchedule(growth: 1.07, last: maximumRounds)
  }

  /// For `--decide`: fewer looks, because each costs a share of the error that may be spent.
  package static func decision(maximumRounds: Int) -> LookSchedule {
    LookSchedule(growth: 1.5, last: maximumRounds)
  }
}
