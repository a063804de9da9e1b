import Foundation

/// How long traffic has to flow before its rate is steady: a changepoint rule over the slices of a pilot.
///
/// The pilot starts with the first byte. Its slices are cut into stretches of constant rate by optimal partitioning
/// (Jackson et al. 2005, the search of PELT: Killick, Fearnhead & Eckley, JASA 107, 2012); steady state begins with the
/// first stretch from which on all stretches agree with the last (the reading of Barrett et al., OOPSLA 2017).
package enum WarmUpRule {
  package enum Answer: Sendable, Equatable {
    /// Steady from so many nanoseconds after the first byte.
    case steady(fromNanoseconds: UInt64)
    /// The rate was still changing in the last quarter of the pilot, or the pilot is too short: why.
    case notSteady(String)
  }

  /// Stretches whose means differ by less count as one level: windows differ by this much anyway.
  package static let tolerance = 0.05
  /// Fewest slices of a pilot; fewer cannot show a change and what follows it.
  package static let fewestSlices = 12
  /// Times ln n and the variance; 2 is the BIC of Gaussian noise, twice that allows for its heavier tails.
  private static let penaltyFactor = 4.0

  package static func answer(_ pilot: SliceRates) -> Answer {
    let rates = pilot.rates
    guard rates.count >= fewestSlices else {
      return .notSteady("\(rates.count) slices of the \(fewestSlices) a pilot needs")
    }
    let stretches = partition(rates)
    let last = stretches[stretches.count - 1]
    guard last.mean > 0 else { return .notSteady("nothing was received at the end of the pilot") }
    var start = last.start
    for stretch in stretches.reversed() {
      guard abs(stretch.mean / last.mean - 1) <= tolerance else { break }
      start = stretch.start
    }
    guard start <= 3 * rates.count / 4 else {
      return .notSteady("the rate still changed \(pilot.starts[start] / 1_000_000) ms after the first byte")
    }
    return .steady(fromNanoseconds: pilot.starts[start])
  }

  /// Warm-up of a block: the longest any of its primitives needed, never below the minimum.
  ///
  /// What a primitive needs, all its pilots need; what only one of them needed, somebody else did to it.
  ///
  /// - Parameter pilots: by primitive, the pilots of each; a primitive without one needs nothing.
  /// - Returns: nanoseconds, and whether no pilot of a primitive was steady, in which case its whole length is taken.
  package static func warmUp(
    _ pilots: [[SliceRates]], minimumNanoseconds: UInt64
  ) -> (nanoseconds: UInt64, isSteady: Bool) {
    let needs = pilots.compactMap(need)
    let longest = needs.map(\.nanoseconds).reduce(minimumNanoseconds, max)
    return (longest, needs.allSatisfy(\.isSteady))
  }

  /// The least that a pilot of one primitive needed; nil without pilots.
  package static func need(_ pilots: [SliceRates]) -> (nanoseconds: UInt64, isSteady: Bool)? {
    let needs = pilots.map { pilot in
      switch answer(pilot) {
      case .steady(let start): (nanoseconds: start, isSteady: true)
      case .notSteady: (nanoseconds: pilot.end, isSteady: false)
      }
    }
    let steady = needs.filter(\.isSteady)
    return (steady.isEmpty ? needs : steady).min { $0.nanoseconds < $1.nanoseconds }
  }

  private struct Stretch {
    var start: Int
    var mean: Double
  }

  /// Cuts that minimise squared deviations + a penalty per cut.
  private static func partition(_ rates: [Double]) -> [Stretch] {
    let n = rates.count
    var sums = [0.0]
    var squares = [0.0]
    for rate in rates {
      sums.append(sums[sums.count - 1] + rate)
      squares.append(squares[squares.count - 1] + rate * rate)
    }
    let penalty = penaltyFactor * log(Double(n)) * noiseVariance(rates)
    var cost = [Double](repeating: .infinity, count: n + 1)
    var cut = [Int](repeating: 0, count: n + 1)
    cost[0] = -penalty
    for end in 1...n {
      for start in 0..<end {
        let sum = sums[end] - sums[start]
        let within = max(0, squares[end] - squares[start] - sum * sum / Double(end - start))
        let total = cost[start] + within + penalty
        if total < cost[end] {
          cost[end] = total
          cut[end] = start
        }
      }
    }
    var stretches: [Stretch] = []
    var end = n
    while end > 0 {
      let start = cut[end]
      stretches.append(Stretch(start: start, mean: (sums[end] - sums[start]) / Double(end - start)))
      end = start
    }
    return stretches.reversed()
  }

  /// From differences of neighbours, so that the changes themselves hardly count; never 0.
  private static func noiseVariance(_ rates: [Double]) -> Double {
    var steps: [Double] = []
    for i in 1..<rates.count { steps.append(abs(rates[i] - rates[i - 1])) }
    let typical = SampleStatistics.median(steps) ?? 0
    let sigma = SampleStatistics.normalConsistency * typical / 2.0.squareRoot()
    let floor = 1e-3 * abs(SampleStatistics.mean(rates))
    return max(sigma * sigma, floor * floor)
  }
}
