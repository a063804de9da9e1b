/// A small random generator whose whole sequence follows from one seed: cell order, resampling and simulations.
///
/// xoshiro256**, its state filled by SplitMix64 as its authors advise (Blackman & Vigna, "Scrambled linear
/// pseudorandom number generators", ACM TOMS 47, 2021). Same seed, same sequence, on every machine and version,
/// which `SystemRandomNumberGenerator` cannot promise. Not for secrets.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  package init(seed: UInt64) {
    var mix = seed
    s0 = SeededGenerator.splitMix(&mix)
    s1 = SeededGenerator.splitMix(&mix)
    s2 = SeededGenerator.splitMix(&mix)
    s3 = SeededGenerator.splitMix(&mix)
  }

  package mutating func next() -> UInt64 {
    let scaled = s1 &* 5
    let result = ((scaled << 7) | (scaled >> 57)) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }

  /// A value in [0, 1), from the upper 53 bits.
  package mutating func nextUnit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// An index in 0 ..< count by multiply-shift; the bias is below count / 2^64.
  ///
  /// Written out because the standard library's `random(in:using:)` does not promise its algorithm.
  package mutating func nextIndex(_ count: Int) -> Int {
    precondition(count > 0, "an index needs at least one element")
    return Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// The elements in random order (Fisher and Yates), the same for the same seed and count.
  package mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var order = elements
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(last, nextIndex(last + 1))
    }
    return order
  }

  private static func splitMix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
