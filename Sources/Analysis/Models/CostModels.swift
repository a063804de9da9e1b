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
    guard let affine = CostFit(costs, model: AffineModel.self, terms: [.call, .byte]) else {
      return .noModel("\(costs.rounds.count) complete rounds of the 3 a cost model needs")
    }
    var candidates: [CostFit] = []
    for model in all.dropFirst() where sizes >= model.fewestSizes {
      for terms in model.designs(for: costs.points) {
        guard let fit = CostFit(costs, model: model, terms: terms) else { continue }
        candidates.append(fit)
      }
    }
    let level = 0.05 / Double(max(1, candidates.count))
    let supported = candidates.filter { fit in
      fit.coefficients.dropFirst(2).allSatisfy { $0.estimate.probability <= level }
        && fit.criterion < affine.criterion - criterionGain
    }
    return .fit(supported.min { $0.criterion < $1.criterion } ?? affine)
  }

  /// Burnham & Anderson 2002, section 2.6: models further behind than this have little support.
  private static let criterionGain = 6.0
}
