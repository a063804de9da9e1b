/// A price per call, per byte and per field gathered; needs cells with different numbers of fields.
package enum FieldsModel: CostModel {
  package static let name = "fields"
  package static let summary = "a + b x bytes + c x fields"
  package static let fewestSizes = 8

  package static func designs(for points: [CostPoint]) -> [[CostTerm]] {
    guard Set(points.map(\.fields)).count >= 2 else { return [] }
    return [[.call, .byte, CostTerm("per field") { Double($0.fields) }]]
  }
}
