import Analysis
import Records

/// Why a primitive does not always win: where it lost, what was recorded beside the losses, and what a call of it costs
/// by the cost models.
struct WhyNotBest {
  private let primitive: String

  init(_ primitive: String) {
    self.primitive = primitive
  }

  func sentences(_ input: ReportInput) -> [AnswerSentence] {
    guard !input.cells(of: primitive).isEmpty else { return [.undecided("\(primitive) was not measured")] }
    guard primitive != input.baseline else {
      return CoefficientSentences.sentences(input, [primitive], Figures.senderCost)
        + [
          .undecided(
            "\(primitive) is what this sweep compares the others with, so that no verdict is about it")
        ]
    }
    let verdicts = PairSentence.sentences(input, primitive, Figures.goodput)
    let lost = lost(input)
    let behind = behind(input)
    let lostCells = Set(lost.map(\.cell))
    let cases = lost + behind.filter { !lostCells.contains($0.cell) }
    let bound = receiverBound(input)
    let prices = CoefficientSentences.sentences(
      input, [primitive, input.baseline], Figures.senderCost)
    guard !cases.isEmpty else {
      let reason: Prose =
        verdicts.isEmpty && behind.isEmpty ? "no verdict on its goodput" : "no cell in which it surely lost"
      return verdicts + bound + prices + [
        .undecided("there is \(reason), so that there is nothing to explain")
      ]
    }
    return verdicts + order(behind)
      + EvidenceSentences.sentences(input, cases, "cells in which \(primitive) lost")
      + bound + prices
  }

  /// Against the baseline.
  private func lost(_ input: ReportInput) -> [EvidenceSentences.Case] {
    PairSentence.comparisons(input, primitive, Figures.goodput).filter { $0.verdict == .worse }.map {
      EvidenceSentences.Case(
        cell: $0.pair.candidate, other: $0.pair.baseline,
        claims: PairClaims.claims([$0], sweep: input.sweep.id))
    }
  }

  /// Where another primitive was ahead of all.
  private func behind(_ input: ReportInput) -> [EvidenceSentences.Case] {
    let highest = WinnerTable.highest(input)
    return input.cells(of: primitive).compactMap { cell in
      guard let claim = highest[cell.block], let best = claim.evidence.first?.cell,
        best.primitive != primitive
      else { return nil }
      return EvidenceSentences.Case(cell: cell, other: best, claims: [claim])
    }
  }

  private func order(_ behind: [EvidenceSentences.Case]) -> [AnswerSentence] {
    guard !behind.isEmpty else { return [] }
    let winners = Dictionary(grouping: behind.compactMap { $0.other?.primitive }) { $0 }
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .map { AnswerCount($0.key, $0.value.count, of: behind.count) }
    let each = Words.list(winners.map { "\($0.what) in \($0.count)" })
    return [
      .measured(
        "Another primitive had the highest goodput of all in \(Words.cells(behind.count)): \(each).",
        behind.flatMap(\.claims)
      ).counting(winners)
    ]
  }

  /// Cells without a verdict because the receiver set the pace.
  private func receiverBound(_ input: ReportInput) -> [AnswerSentence] {
    let bound = PairSentence.comparisons(input, primitive, Figures.goodput)
      .filter { $0.withheld == .receiverBound }
    let claims = bound.flatMap { [$0.pair.candidate, $0.pair.baseline] }
      .filter(input.table.isReceiverBound)
      .compactMap { FigureClaims.receiverBound(input.table, $0, sweep: input.sweep.id) }
    guard !claims.isEmpty else { return [] }
    // Without goodput nothing was compared, and no verdict withheld.
    return [
      .measured(
        "In \(Words.cells(bound.count)) there is no verdict on goodput, because the receiver limited at least half of "
          + "the samples of \(primitive) or of \(input.baseline).", claims,
        and: [AnswerColumns.name(Figures.goodput.numerator.quantity)]
      ).counting([AnswerCount("no verdict on goodput", bound.count)])
    ]
  }
}
