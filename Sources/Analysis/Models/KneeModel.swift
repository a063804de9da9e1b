/// A price per call and a price per byte that changes at a size: where messages outgrow a cache or a buffer.
package enum KneeModel: CostModel {
  package static let name = "knee"
  package static let summary = "a + b x bytes + c x bytes above a knee"
  package static let fewestSizes = 8
  /// The place of the knee.
  package static let chosenParameters = 1

  package static func designs(for points: [CostPoint]) -> [[CostTerm]] {
    let sizes = Set(points.map(\.bytes)).sorted()
    guard sizes.count >= fewestSizes else { return [] }
    // Three sizes on either side, the knee's own counted on both, so that each slope rests on more than the knee.
    return sizes[2..<(sizes.count - 2)].map { knee in
      let above = CostTerm("per byte above \(knee)") { Double(max(0, $0.bytes - knee)) }
      return [.call, .byte, above]
    }
  }
}
