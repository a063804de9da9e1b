import Analysis
import Records

/// How sure the figures of a sweep are, and whether what was asked for was reached.
enum PrecisionWords {
  static func lines(_ input: ReportInput, _ counts: SweepCounts) -> [String] {
    [target(input, counts), widths(input, counts), floor(input)].compactMap(\.self) + suspicious(input)
  }

  private static func target(_ input: ReportInput, _ counts: SweepCounts) -> String? {
    let plan = input.sweep.plan
    let parts = [
      plan.repetition.precision.map { "precision \(Percent.text($0))" },
      plan.repetition.decide.map { "decision within \(Percent.text($0))" },
    ].compactMap(\.self)
    guard !parts.isEmpty else {
      return "No precision was asked for: every cell ran the same number of rounds."
    }
    guard let target = counts.target else { return nil }
    let outcome = target.met == target.of ? "Met" : "Not met"
    return
      "\(outcome): \(parts.joined(separator: " and ")) was reached by \(target.met) of \(target.of) cells."
  }

  /// Half-widths of the intervals of goodput, relative to the medians.
  private static func widths(_ input: ReportInput, _ counts: SweepCounts) -> String {
    let halves = input.summary.cells.compactMap { cell in
      SweepCounts.interval(input, cell.cell).map { ($0.interval.upper - $0.interval.lower) / 2 / $0.median }
    }.sorted()
    let without = counts.cellsWithoutInterval
    guard let widest = halves.last else {
      return
        "No cell has the rounds that the interval of a median needs (6 or more): medians stand alone. Comparisons of "
        + "primitives, paired by round, have intervals from 3 rounds on."
    }
    let have = without == 1 ? "has" : "have"
    let missing = without == 0 ? "" : "; \(Words.cells(without)) \(have) too few rounds for one"
    return "Goodput is known to ±\(Percent.text(halves[halves.count / 2])) in the median cell and to "
      + "±\(Percent.text(widest)) in the worst\(missing)."
  }

  private static func floor(_ input: ReportInput) -> String {
    guard
      let floor = zip(input.findings.measures, input.findings.floors).first(where: {
        $0.0 == Figures.goodput
      })?.1
    else {
      return
        "The noise floor is unknown: there are fewer than \(TwinCells.fewestPairs) A/A pairs (--twins 4)."
    }
    return
      "Noise floor of goodput from \(floor.pairs) A/A pairs: \(Percent.text(floor.relative)); smaller differences get no "
      + "verdict."
  }

  private static func suspicious(_ input: ReportInput) -> [String] {
    let flagged = (input.findings.cells.first ?? []).filter { !$0.flags.isEmpty }
    guard !flagged.isEmpty else { return [] }
    let named = flagged.prefix(mostNamed).map {
      "\($0.cell) (\($0.flags.map(\.rawValue).joined(separator: ", ")))"
    }
    let rest = flagged.count > mostNamed ? " and \(flagged.count - mostNamed) more" : ""
    return ["Suspicious cells: \(named.joined(separator: "; "))\(rest)."]
  }

  private static let mostNamed = 12
}
