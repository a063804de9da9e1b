import Analysis
import Records

/// Names of the columns of data.csv that hold what claims rest on.
enum AnswerColumns {
  private static let byQuantity = Dictionary(
    SampleColumns.all().compactMap { column in column.quantity.map { ($0, column.name) } }
  ) { first, _ in first }

  static func name(_ quantity: Quantity) -> String { byQuantity[quantity] ?? quantity.description }

  /// Of the metrics and divisors of the claims, each once, in their order.
  static func names(_ claims: [Claim]) -> [String] {
    var seen: Set<String> = []
    return claims.flatMap(names).filter { seen.insert($0).inserted }
  }

  private static func names(_ claim: Claim) -> [String] {
    let scope = claim.scope
    // What limited a sample is a word of its own column, no reading.
    guard scope.metric != "limited_by" else { return ["limited_by"] }
    let metric = name(Quantity(scope.metric, scope.side))
    guard let divisor = scope.divisor else { return [metric] }
    return [metric, name(divisor)]
  }
}
