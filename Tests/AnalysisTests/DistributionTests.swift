import Foundation
import Testing

@testable import Analysis

@Suite struct DistributionTests {
  // Reference values: scipy 1.17 (stats.t.isf, stats.norm.ppf, special.betainc).
  @Test(
    "critical values of t agree with the reference to nine digits, far tails and fractional degrees included",
    arguments: [
      (0.05, 1.0, 12.706204736432095), (0.05, 2.0, 4.302652729911275), (0.05, 3.0, 3.1824463052837086),
      (0.3, 3.2, 1.2342549141980215), (0.05, 4.5, 2.658912347204404), (0.05, 7.0, 2.3646242515927844),
      (0.9, 7.0, 0.13029279659177742), (0.01, 7.0, 3.4994832973504932), (2e-5, 7.0, 10.102684252967578),
      (1e-8, 8.0, 23.902001940449686), (0.05, 11.0, 2.2009851600916392), (0.001, 11.0, 4.436979338234449),
      (0.05, 19.0, 2.09302405440831), (2e-5, 18.0, 5.722331169969607), (0.05, 500.0, 1.9647198374673678),
    ])
  func studentCritical(level: Double, degrees: Double, expected: Double) {
    let found = StudentT.critical(level: level, degreesOfFreedom: degrees)
    #expect(abs(found - expected) < 1e-8 * expected)
    #expect(abs(StudentT.twoSided(found, degreesOfFreedom: degrees) / level - 1) < 1e-7)
  }

  @Test(
    "normal quantiles agree with the reference to twelve digits",
    arguments: [
      (0.975, 1.959963984540054), (0.5, 0.0), (1e-9, -5.997807015007686), (0.3, -0.5244005127080409),
    ])
  func normalQuantile(probability: Double, expected: Double) {
    #expect(abs(NormalDistribution.quantile(probability) - expected) < 1e-11)
  }

  @Test(
    "the incomplete beta function agrees with the reference on both sides of its mean",
    arguments: [
      (0.2, 2.0, 3.0, 0.1808), (0.9, 2.0, 3.0, 0.9963), (0.033, 5.0, 0.5, 9.766280239105898e-9),
      (0.5, 40.0, 60.0, 0.9780623532064924),
    ])
  func incompleteBeta(x: Double, a: Double, b: Double, expected: Double) {
    #expect(abs(IncompleteBeta.regularised(x, a, b) / expected - 1) < 1e-6)
    #expect(abs(IncompleteBeta.inverse(IncompleteBeta.regularised(x, a, b), a, b) - x) < 1e-6)
  }
}
