import Foundation

/// The cost models that are tried, simplest first.
package enum CostModels {
  package static let all: [any CostModel.Type] = [
    AffineModel.self,
    PagesModel.self,
    FieldsModel.self,
    KneeModel.self,
  ]

  package enum Answer: Sendable {
    case fit(CostFit)
    /// Why there is no model: `4 sizes of the 5 a cost model needs`.
    case noModel(String)
  }

  /// The affine fit, or a richer one where at least 8 sizes support it.
  ///
  /// Support means: each further coefficient differs from 0 (5 % over all designs tried, Bonferroni) and Akaike's
  /// corrected criterion falls by more than `criterionGain`.
  package static func answer(_ costs: CostTable) -> Answer {
    let sizes = Set(costs.points.map(\.bytes)).count
    guard sizes >= AffineModel.fewestSizes else {
      return .noModel("\(sizes) sizes of the \(AffineModel.fewestSizes) a cost model needs")
    }
    let medians = costs.rounds.isEmpty ? [] : costs.medians
    guard let affine = CostFit(costs, model: AffineModel.self, terms: [.call, .byte], medians: medians) else {
      return .noModel("\(costs.rounds.count) complete rounds of the 3 a cost model needs")
    }
    return .fit(richer(costs, sizes: sizes, medians: medians, than: affine) ?? affine)
  }

  /// The supported design with the least criterion. Whether one is supported is asked of the promising ones only, best
  /// first: with many sizes there are as many places for a knee.
  private static func richer(
    _ costs: CostTable, sizes: Int, medians: [Double], than affine: CostFit
  ) -> CostFit? {
    let means = costs.means
    var designs: [(model: any CostModel.Type, terms: [CostTerm], criterion: Double)] = []
    for model in all.dropFirst() where sizes >= model.fewestSizes {
      for terms in model.designs(for: costs.points) {
        let criterion = CostFit.criterion(costs, model: model, terms: terms, medians: medians, means: means)
        if let criterion { designs.append((model, terms, criterion)) }
      }
    }
    let level = 0.05 / Double(max(1, designs.count))
    let limit = affine.criterion - criterionGain
    let promising = designs.enumerated().filter { $1.criterion < limit }
      .sorted { ($0.element.criterion, $0.offset) < ($1.element.criterion, $1.offset) }
    for (_, design) in promising {
      let fit = CostFit(costs, model: design.model, terms: design.terms, medians: medians)
      if let fit, fit.coefficients.dropFirst(2).allSatisfy({ $0.estimate.probability <= level }) {
        return fit
      }
    }
    return nil
  }

  /// Burnham & Anderson 2002, section 2.6: models further behind than this have little support.
  private static let criterionGain = 6.0
}
