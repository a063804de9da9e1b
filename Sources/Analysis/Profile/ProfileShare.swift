import Records

/// How much of a side's CPU time one class took, with the error of sampling.
package struct ProfileShare: Hashable, Sendable {
  /// Samples in the class.
  package var count: Double
  /// Samples of the side.
  package var samples: Double

  package init(count: Double, samples: Double) {
    self.count = count
    self.samples = samples
  }

  /// 0...1.
  package var value: Double { count / samples }

  /// 95 % interval of the share as if every sample were drawn for itself.
  ///
  /// Wilson's score interval (Journal of the American Statistical Association 22, 1927), which stays inside
  /// 0...1 and says something also for a class without a sample. Samples of one run of a loop resemble each
  /// other, so that the true error is rather larger.
  package var interval: Interval {
    let z = 1.959964
    let squared = z * z
    let center = (count + squared / 2) / (samples + squared)
    let half = z * (value * (1 - value) * samples + squared / 4).squareRoot() / (samples + squared)
    return Interval(lower: max(0, center - half), upper: min(1, center + half))
  }
}
