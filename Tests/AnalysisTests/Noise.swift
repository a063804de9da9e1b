import Foundation
import Records

@testable import Analysis

/// Synthetic noise of known centre, seeded, for the simulations.
struct NoiseSource {
  var generator: SeededGenerator
  private var spare: Double?

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  /// Standard normal, by Marsaglia's polar method.
  mutating func normal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    while true {
      let u = 2 * generator.nextUnit() - 1
      let v = 2 * generator.nextUnit() - 1
      let s = u * u + v * v
      guard s > 0 && s < 1 else { continue }
      let factor = (-2 * log(s) / s).squareRoot()
      spare = v * factor
      return u * factor
    }
  }

  mutating func normals(_ count: Int) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    for i in 0..<count { values[i] = normal() }
    return values
  }
}

/// Shapes of multiplicative noise around 1 that the promised coverages are about.
enum NoiseShape: String, CaseIterable, Sendable, CustomStringConvertible {
  case normal
  case lognormal
  /// 10 % of the values come from a normal distribution three times as wide (Tukey 1960).
  case contaminated

  var description: String { rawValue }

  static let sigma = 0.1

  func factor(_ noise: inout NoiseSource, sigma: Double = NoiseShape.sigma) -> Double {
    let z = noise.normal()
    switch self {
    case .normal: return 1 + sigma * z
    case .lognormal: return exp(sigma * z)
    case .contaminated: return 1 + sigma * (noise.generator.nextUnit() < 0.1 ? 3 * z : z)
    }
  }

  func factors(_ count: Int, _ noise: inout NoiseSource, sigma: Double = NoiseShape.sigma) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    for i in 0..<count { values[i] = factor(&noise, sigma: sigma) }
    return values
  }

  var mean: Double {
    self == .lognormal ? exp(0.5 * NoiseShape.sigma * NoiseShape.sigma) : 1
  }

  var standardDeviation: Double {
    let variance = NoiseShape.sigma * NoiseShape.sigma
    switch self {
    case .normal: return NoiseShape.sigma
    case .lognormal: return (exp(variance) * (exp(variance) - 1)).squareRoot()
    case .contaminated: return (variance * (0.9 + 0.1 * 9)).squareRoot()
    }
  }
}

/// Cells simulated per case: the standard error of a coverage of 95 % is 0.22 %.
let simulatedCells = 10_000

/// The cases every coverage is promised for.
let coverageCases: [(NoiseShape, Int)] = NoiseShape.allCases.flatMap { shape in
  [8, 12, 20].map { (shape, $0) }
}

/// Prints a measured figure on one line, so that documentation can quote the run.
func report(_ what: String, _ figures: (String, Double)...) {
  let list = figures.map { "\($0.0) \((10_000 * $0.1).rounded() / 10_000)" }.joined(separator: ", ")
  print("measured: \(what): \(list)")
}
