/// Probabilities corrected for asking several questions of one sweep at once.
///
/// Holm's step-down procedure (Scand. J. Statistics 6, 1979): keeps the chance of any false verdict in the family
/// below the level, whatever the dependence between the questions, and rejects at least what Bonferroni rejects.
package enum HolmCorrection {
  /// Corrected probabilities in the order of the raw ones; compare each with the level.
  package static func corrected(_ raw: [Double]) -> [Double] {
    let order = raw.indices.sorted { raw[$0] < raw[$1] }
    var result = raw
    var greatest = 0.0
    for (rank, index) in order.enumerated() {
      greatest = max(greatest, min(1, Double(raw.count - rank) * raw[index]))
      result[index] = greatest
    }
    return result
  }
}
