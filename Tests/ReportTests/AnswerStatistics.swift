import Foundation

/// The statistics of claims once more, from textbooks: shares no code with what it checks.
enum AnswerStatistics {
  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  static func variance(_ values: [Double]) -> Double {
    let center = mean(values)
    return values.map { ($0 - center) * ($0 - center) }.reduce(0, +) / Double(values.count - 1)
  }

  /// 95 % interval of the median, order statistics interpolated as Hettmansperger and Sheather do.
  static func medianInterval(_ values: [Double]) -> (Double, Double)? {
    let sorted = values.sorted()
    let n = sorted.count
    func binomial(_ k: Int) -> Double {
      let ways = lgamma(Double(n) + 1) - lgamma(Double(k) + 1) - lgamma(Double(n - k) + 1)
      return exp(ways - Double(n) * log(2))
    }
    func coverage(_ d: Int) -> Double { 1 - 2 * (0..<d).map(binomial).reduce(0, +) }
    guard n > 1, coverage(1) >= 0.95, let d = (1...n / 2).last(where: { coverage($0) >= 0.95 }) else {
      return nil
    }
    let share = (coverage(d) - 0.95) / (coverage(d) - coverage(d + 1))
    let lambda = Double(n - d) * share / (Double(d) + Double(n - 2 * d) * share)
    return (
      (1 - lambda) * sorted[d - 1] + lambda * sorted[d],
      (1 - lambda) * sorted[n - d] + lambda * sorted[n - d - 1]
    )
  }

  /// Two-sided probability of Student's t: Simpson's rule over the density, x = tan(angle) for the whole line.
  static func probability(_ t: Double, _ degrees: Double) -> Double {
    let scale = exp(lgamma((degrees + 1) / 2) - lgamma(degrees / 2)) / (degrees * .pi).squareRoot()
    func density(_ angle: Double) -> Double {
      let x = tan(angle)
      return scale * pow(1 + x * x / degrees, -(degrees + 1) / 2) * (1 + x * x)
    }
    let from = atan(abs(t))
    let to = Double.pi / 2 - 1e-9
    guard to > from else { return 0 }
    let steps = 400
    let width = (to - from) / Double(steps)
    var sum = density(from) + density(to)
    for step in 1..<steps { sum += density(from + width * Double(step)) * (step % 2 == 1 ? 4 : 2) }
    return 2 * sum * width / 3
  }

  /// Critical value of Student's t at 5 %, by bisection.
  static let critical: [Double] = (0...40).map { degrees in
    guard degrees > 0 else { return .nan }
    var low = 1.0
    var high = 20.0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if probability(middle, Double(degrees)) > 0.05 { low = middle } else { high = middle }
    }
    return low
  }

  /// Half the width of the interval of a mean, by Student's t or by circular blocks.
  static func halfWidth(_ values: [Double], method: String) -> Double {
    let n = values.count
    guard method == "block bootstrap over rounds" else {
      return critical[n - 1] * (variance(values) / Double(n)).squareRoot()
    }
    let center = mean(values)
    let deviations = values.map { $0 - center }
    let length = blockLength(values)
    let blocks = (0..<n).map { start in (0..<length).map { deviations[(start + $0) % n] }.reduce(0, +) }
    let spread = blocks.map { $0 * $0 }.reduce(0, +) / Double(n) / Double(n * length)
    let corrected = spread * Double(n) / Double(n - length)
    return critical[max(2, n / length) - 1] * corrected.squareRoot()
  }

  /// Rounds of a block: Carlstein's length for the correlation of neighbours.
  private static func blockLength(_ values: [Double]) -> Int {
    let n = values.count
    let center = mean(values)
    let deviations = values.map { $0 - center }
    let squares = deviations.map { $0 * $0 }.reduce(0, +)
    let lag = (1..<n).map { deviations[$0] * deviations[$0 - 1] }.reduce(0, +) / squares
    let rho = min(max(lag + (1 + 3 * lag) / Double(n), 0), 0.9)
    return min(
      max(1, Int((pow(2 * rho / (1 - rho * rho), 2.0 / 3) * pow(1.5 * Double(n), 1.0 / 3)).rounded(.up))),
      n / 3)
  }

  /// 95 % interval of the median from 1,000 resamples of circular blocks, within the range that can hold the median.
  static func blockMedianInterval(_ values: [Double]) -> (Double, Double) {
    var generator = SeededGenerator(seed: 1)
    let (n, length) = (values.count, blockLength(values))
    let medians = (0..<1000).map { _ in
      var resample: [Double] = []
      while resample.count < n {
        let start = Int.random(in: 0..<n, using: &generator)
        resample += (0..<length).map { values[(start + $0) % n] }
      }
      return median(Array(resample.prefix(n)))
    }
    let corrected = variance(medians) * Double(n) / Double(n - length)
    let half = critical[max(2, n / length) - 1] * corrected.squareRoot()
    let (low, high) = (median(values) - half, median(values) + half)
    guard n / length < 6 else { return (max(low, values.min()!), min(high, values.max()!)) }
    return (values.min()! >= 0 ? max(low, 0) : low, high)
  }

  /// Von Neumann's ratio against a beta distribution, integrated by Simpson's rule: below 1 % neighbours are alike.
  static func resembleNeighbours(_ values: [Double]) -> Bool {
    let n = Double(values.count)
    guard values.count >= 6, variance(values) > 0 else { return false }
    let steps = zip(values.dropFirst(), values).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
    let reach = 2 * cos(.pi / n)
    let place = (steps / (variance(values) * (n - 1)) - 2 + reach) / (2 * reach)
    let shape = (reach * reach * (n * n - 1) / (4 * (n - 2)) - 1) / 2
    func area(to end: Double) -> Double {
      let width = max(0, end) / 2000
      return (0...2000).map { step in
        let x = width * Double(step)
        let weight = step == 0 || step == 2000 ? 1.0 : step % 2 == 1 ? 4 : 2
        return weight * pow(max(0, x * (1 - x)), shape - 1)
      }.reduce(0, +) * width / 3
    }
    return place < 0.5 && area(to: place) / (2 * area(to: 0.5)) < 0.01
  }

  /// Holm's step-down, from the definition.
  static func holm(_ raw: [Double]) -> [Double] {
    let sorted = raw.sorted()
    return raw.map { mine in
      sorted.enumerated().filter { $0.element <= mine }
        .map { min(1, Double(raw.count - $0.offset) * $0.element) }.max() ?? 1
    }
  }

  /// Price per call and per byte of one round, weighted: normal equations of a straight line in closed form.
  static func line(_ sizes: [Double], _ costs: [Double], weights: [Double]) -> (call: Double, byte: Double) {
    let total = weights.reduce(0, +)
    let x = zip(weights, sizes).map { $0 * $1 }.reduce(0, +) / total
    let y = zip(weights, costs).map { $0 * $1 }.reduce(0, +) / total
    var (xx, xy) = (0.0, 0.0)
    for index in sizes.indices {
      xx += weights[index] * (sizes[index] - x) * (sizes[index] - x)
      xy += weights[index] * (sizes[index] - x) * (costs[index] - y)
    }
    return (y - xy / xx * x, xy / xx)
  }
}
