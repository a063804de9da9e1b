import Foundation

/// Probabilities that stay valid although the data were looked at several times.
///
/// The probability of a sequence of looks is the least level whose design it crosses (Jennison & Turnbull 2000,
/// section 9.5); designs of a few levels are made beforehand and interpolated on log scales. Being valid at whatever
/// look a pair ends, such probabilities can be corrected by Holm like any others.
package struct SequentialTest: Sendable, Equatable {
  /// From 5 % downwards, each a quarter of the one before.
  let designs: [GroupSequentialDesign]

  package var looks: [Int] { designs[0].looks }

  package init(looks: [Int], planned: Int) {
    designs = (0..<6).map {
      GroupSequentialDesign(looks: looks, planned: planned, level: 0.05 * pow(0.25, Double($0)))
    }
  }

  /// Level at which a look may be tested alone when all looks together may err in 5 %; 0 for no test.
  package func level(look: Int) -> Double { designs[0].levels[look] }

  /// Probability for the whole sequence, from that of one look.
  package func sequential(_ probability: Double, look: Int) -> Double {
    guard let first = designs.first, first.levels[look] > 0 else { return 1 }
    // Outside the designs: weighted Bonferroni over the looks, which is an upper bound.
    guard probability <= first.levels[look] else {
      return max(first.level, min(1, probability * first.factor(look: look)))
    }
    for (stricter, design) in zip(designs.dropFirst(), designs) {
      guard probability > stricter.levels[look] else { continue }
      guard stricter.levels[look] > 0 else { return design.level }
      let share =
        (log(probability) - log(stricter.levels[look]))
        / (log(design.levels[look]) - log(stricter.levels[look]))
      return stricter.level * pow(design.level / stricter.level, share)
    }
    let last = designs[designs.count - 1]
    return min(last.level, probability * last.factor(look: look))
  }
}
