import Records

/// Which imprecise cells a budget can still make precise, so that those it cannot do not use up the others' time.
///
/// The half-width of an interval shrinks with the square root of the values: a cell of n values whose half-width is k
/// times what is wanted needs (k^2 - 1) n more.
struct BudgetReach {
  /// A cell that is not known well enough yet.
  struct Need {
    let cell: Cell
    let values: Int
    /// Half-width over what is wanted; nil while there is no interval to judge by.
    let excess: Double?
    /// Two for one with a twin, which runs along.
    let samplesPerValue: Int

    /// Further samples by the forecast, for at least one value; 0 where nothing can be said, so that it is found out.
    var forecast: Double {
      guard let excess else { return 0 }
      return max(1, Double(values) * (excess * excess - 1)) * Double(samplesPerValue)
    }
  }

  /// The cells that need least, as many as there is time for; all of them when there is time for none.
  static func cells(_ needs: [Need], samplesLeft: Int) -> Set<Cell> {
    var left = Double(samplesLeft)
    var chosen: Set<Cell> = []
    for need in needs.sorted(by: { $0.forecast < $1.forecast }) {
      guard need.forecast <= left else { break }
      left -= need.forecast
      chosen.insert(need.cell)
    }
    return chosen.isEmpty ? Set(needs.map(\.cell)) : chosen
  }
}
