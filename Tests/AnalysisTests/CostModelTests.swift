import Foundation
import Records
import Testing

@testable import Analysis

@Suite struct CostModelTests {
  private let sizes = [64, 256, 1024, 4096, 16384, 65536, 262_144, 1_048_576]

  private func table(
    _ sizes: [Int], rounds: Int, _ noise: inout NoiseSource, _ shape: NoiseShape = .normal, sigma: Double,
    _ cost: (Int) -> Double
  ) -> CostTable {
    let centers = sizes.map(cost)
    return CostTable(
      points: sizes.map { CostPoint(bytes: $0) }, rounds: Array(0..<rounds),
      costs: (0..<rounds).map { _ in centers.map { $0 * shape.factor(&noise, sigma: sigma) } })
  }

  private func fit(_ answer: CostModels.Answer) throws -> CostFit {
    guard case .fit(let fit) = answer else {
      Issue.record("there should be a model")
      throw CancellationError()
    }
    return fit
  }

  @Test("the intervals of price per call and per byte cover 94 % or more", arguments: coverageCases)
  func coverage(shape: NoiseShape, count: Int) throws {
    var noise = NoiseSource(seed: 71)
    var calls = 0
    var bytes = 0
    for _ in 0..<simulatedCells {
      let costs = table(
        [64, 1024, 8192, 65536, 1_048_576], rounds: count, &noise, shape, sigma: NoiseShape.sigma
      ) {
        2000 + 0.5 * Double($0)
      }
      let fit = try #require(CostFit(costs, model: AffineModel.self, terms: [.call, .byte]))
      if fit.perCall.interval.contains(2000 * shape.mean) { calls += 1 }
      if fit.perByte.interval.contains(0.5 * shape.mean) { bytes += 1 }
    }
    let runs = Double(simulatedCells)
    report(
      "coefficients, \(shape), n \(count)", ("per call", Double(calls) / runs),
      ("per byte", Double(bytes) / runs))
    #expect(Double(calls) >= 0.94 * runs)
    #expect(Double(bytes) >= 0.94 * runs)
  }

  @Test("the model chosen is the one that trying every design finds", arguments: 1...12)
  func exhaustive(seed: Int) throws {
    var noise = NoiseSource(seed: UInt64(seed))
    let sizes = (1...40).map { $0 * 1024 }
    // From a straight line to a clear bend.
    let costs = table(sizes, rounds: 10, &noise, sigma: 0.02) {
      2000 + 0.5 * Double($0) + 0.02 * Double(seed) * max(0, Double($0 - 16384))
    }
    let affine = try #require(CostFit(costs, model: AffineModel.self, terms: [.call, .byte]))
    let fits = CostModels.all.dropFirst().flatMap { model in
      model.designs(for: costs.points).compactMap { CostFit(costs, model: model, terms: $0) }
    }
    let supported = fits.filter { fit in
      fit.coefficients[2].estimate.probability <= 0.05 / Double(fits.count)
        && fit.criterion < affine.criterion - 6
    }
    let best = supported.min { $0.criterion < $1.criterion } ?? affine
    let chosen = try fit(CostModels.answer(costs))
    #expect(chosen.coefficients.map(\.name) == best.coefficients.map(\.name))
    #expect(chosen.criterion == best.criterion)
  }

  @Test("an exact line gives its prices back, per call, KiB and page, without residuals")
  func exact() throws {
    var noise = NoiseSource(seed: 72)
    let fit = try fit(
      CostModels.answer(table(sizes, rounds: 8, &noise, sigma: 0) { 2000 + 0.5 * Double($0) }))
    #expect(fit.model == "affine")
    #expect(abs(fit.perCall.mean - 2000) < 1e-6)
    #expect(abs(fit.perKiB.mean - 512) < 1e-6)
    #expect(abs(fit.perPage.mean - 2048) < 1e-6)
    #expect(fit.quality.isUsable)
    #expect(fit.quality.greatestRelativeError < 1e-9)
    #expect(abs(fit.cost(CostPoint(bytes: 100)) - 2050) < 1e-6)
  }

  @Test(
    "noise is relative: the price per call is known to 5 % although the largest message costs 260 times as much"
  )
  func weighted() throws {
    var noise = NoiseSource(seed: 78)
    let fit = try fit(
      CostModels.answer(table(sizes, rounds: 12, &noise, sigma: 0.03) { 2000 + 0.5 * Double($0) }))
    #expect(fit.perCall.interval.halfWidth < 100)
    #expect(fit.perCall.interval.contains(2000))
  }

  @Test("fewer than five sizes give no model, and it says so")
  func tooFew() {
    var noise = NoiseSource(seed: 73)
    let answer = CostModels.answer(
      table([64, 1024, 4096, 65536], rounds: 12, &noise, sigma: 0.01) { Double($0) })
    guard case .noModel(let why) = answer else {
      Issue.record("four sizes cannot carry a model")
      return
    }
    #expect(why == "4 sizes of the 5 a cost model needs")
  }

  @Test("a cost that no model follows is named as unusable, with the size and the miss")
  func unusable() throws {
    var noise = NoiseSource(seed: 74)
    let fit = try fit(
      CostModels.answer(
        table(Array(sizes.prefix(6)), rounds: 12, &noise, sigma: 0.01) { $0 == 4096 ? 9000 : 2000 }))
    #expect(!fit.quality.isUsable)
    #expect(fit.quality.faults[0].hasPrefix("it misses "))
  }

  @Test("a slope that doubles above 16Ki is found as a knee; noise alone makes none in 95 of 100")
  func knee() throws {
    var noise = NoiseSource(seed: 75)
    let bent = try fit(
      CostModels.answer(
        table(sizes, rounds: 20, &noise, sigma: 0.02) {
          2000 + 0.3 * Double($0) + 0.6 * Double(max(0, $0 - 16384))
        }))
    #expect(bent.model == "knee")
    #expect(bent.coefficients[2].name == "per byte above 16384")
    #expect(bent.coefficients[2].estimate.interval.contains(0.6))
    var affine = 0
    for _ in 0..<100 {
      let straight = try fit(
        CostModels.answer(table(sizes, rounds: 12, &noise, sigma: 0.03) { 2000 + 0.3 * Double($0) }))
      if straight.model == "affine" { affine += 1 }
    }
    report("straight costs", ("affine", Double(affine) / 100))
    #expect(affine >= 95)
  }

  @Test("a price per page is told from a price per byte where sizes below a page are measured")
  func pages() throws {
    var noise = NoiseSource(seed: 76)
    let small = [64, 512, 1024, 2048, 3072, 4096, 8192, 16384, 65536]
    let fit = try fit(
      CostModels.answer(
        table(small, rounds: 20, &noise, sigma: 0.02) {
          500 + 0.05 * Double($0) + 1000 * Double(($0 + 4095) / 4096)
        }))
    #expect(["pages", "knee"].contains(fit.model))
    #expect(fit.quality.isUsable)
  }

  @Test("a price per field is found where the number of fields varies")
  func fields() throws {
    var noise = NoiseSource(seed: 77)
    let points = sizes.flatMap { bytes in [2, 8, 32].map { CostPoint(bytes: bytes, fields: $0) } }
    let costs = (0..<12).map { _ in
      points.map { (500 + 0.3 * Double($0.bytes) + 50 * Double($0.fields)) * (1 + 0.01 * noise.normal()) }
    }
    let fit = try fit(CostModels.answer(CostTable(points: points, rounds: Array(0..<12), costs: costs)))
    #expect(fit.model == "fields")
    #expect(fit.coefficients[2].estimate.interval.contains(50))
  }

  @Test("only complete rounds are fitted, and a size that hardly ran is left out")
  func complete() {
    let table = CostTable(
      points: [CostPoint(bytes: 1), CostPoint(bytes: 2), CostPoint(bytes: 3)],
      series: [
        Series([1, 1, 1, 1]), Series(rounds: [0, 2, 3], values: [2, 2, 2]), Series(rounds: [1], values: [3]),
      ])
    #expect(table.points == [CostPoint(bytes: 1), CostPoint(bytes: 2)])
    #expect(table.rounds == [0, 2, 3])
    #expect(table.costs == [[1, 2], [1, 2], [1, 2]])
  }
}
