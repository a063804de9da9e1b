import Foundation
import Records
import Testing

@Suite("A figure is defined once") struct FigureTests {
  @Test("names of figures are unique: a figure is known by its name")
  func uniqueNames() {
    let names = Figures.all.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test("verdicts, cost models and crossovers look at these figures, in this order")
  func subsets() {
    let costs = ["sender CPU per byte", "receiver CPU per byte", "machine CPU per byte"]
    #expect(Figures.judged.map(\.label) == ["goodput", "message interval"] + costs)
    #expect(Figures.compared.map(\.label) == ["goodput"] + costs)
    #expect(Figures.cost.map(\.label) == ["message interval"] + costs)
    #expect(Figures.crossover.map(\.label) == ["goodput", costs[0], costs[2]])
    #expect(
      Figures.caches.map(\.label) == [
        "sender L1d load misses per byte", "receiver L1d load misses per byte",
        "sender LLC load misses per byte", "receiver LLC load misses per byte",
      ])
  }

  @Test("a ratio has no value where its denominator is 0, missing or not a number")
  func ratios() {
    let ratio = Figure.Rule(Figures.callsPerMessage)
    #expect(ratio.value(6, per: 3) == 2)
    for amount in [nil, 0, -1, Double.nan, .infinity] { #expect(ratio.value(6, per: amount) == nil) }
    #expect(ratio.value(nil, per: 3) == nil)
    #expect(Figure.Rule(Figures.goodput).value(8e9, per: nil) == 8e9)
  }

  @Test("goodput, an interval and a cost per byte stand for the same nanoseconds per message")
  func costs() {
    // 2 flows that send a message of 1000 bytes every 4 us each: 4 Gbit/s.
    #expect(Figures.goodput.costPerMessage(4e9, bytes: 1000, flows: 2) == 4000)
    #expect(Figures.messageInterval.costPerMessage(4000, bytes: 1000, flows: 2) == 4000)
    #expect(Figures.senderCost.costPerMessage(4, bytes: 1000, flows: 2) == 4000)
    #expect(Figures.goodput.costPerMessage(0, bytes: 1000, flows: 2) == nil)
  }

  @Test("the scope of a claim is written and read in the form that documents have")
  func claimScope() throws {
    let cell = Cell(primitive: "two-copy", receive: "read", messageBytes: 64, flows: 1, link: "loopback")
    let forms: [(scope: ClaimScope, formula: Document.Formula?)] = [
      (scope(Figures.goodput, nil, cell), nil),
      (scope(Figures.goodput, 1e-9, cell), .init(scale: 1e-9)),
      (scope(Figures.caches[0], 1, cell), .init(divisor: "received_bytes", divisorSide: "flow", scale: 1)),
    ]
    for (scope, formula) in forms {
      let data = try JSONEncoder().encode(scope)
      #expect(try JSONDecoder().decode(Document.self, from: data).formula == formula)
      #expect(try JSONDecoder().decode(ClaimScope.self, from: data) == scope)
      let keys = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any]).keys
      #expect(
        Set(keys).subtracting(["formula"]) == [
          "metric", "side", "label", "better", "messageBytes", "receive", "flows", "link", "options",
        ])
    }
  }

  /// The part of a claim's scope that is an object of its own, as any reader of it sees it.
  private struct Document: Decodable {
    var formula: Formula?

    struct Formula: Decodable, Equatable {
      var divisor: String?
      var divisorSide: String?
      var scale: Double?
    }
  }

  private func scope(_ figure: Figure, _ scale: Double?, _ cell: Cell) -> ClaimScope {
    ClaimScope(figure, label: figure.label, scale: scale, cell, messageBytes: [cell.messageBytes])
  }
}
