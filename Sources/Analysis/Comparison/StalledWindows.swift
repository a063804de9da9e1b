import Records

/// How many windows of the two cells of a comparison moved no byte.
///
/// Such a window has no ratio and no cost, so that a mean of ratios is silent about it. A verdict in favour of the cell
/// that stalled more often would be drawn from its good windows alone: it is withheld.
package struct StalledWindows: Codable, Hashable, Sendable {
  package private(set) var candidate = Share()
  package private(set) var baseline = Share()

  /// Stalled windows among those that enter figures.
  package struct Share: Codable, Hashable, Sendable {
    package private(set) var stalled = 0
    package private(set) var windows = 0

    package init() {}

    package init(stalled: Int, windows: Int) {
      self.stalled = stalled
      self.windows = windows
    }

    package var share: Double { windows > 0 ? Double(stalled) / Double(windows) : 0 }

    /// Of one cell in all tables together.
    package init(_ tables: [SampleTable], _ cell: Cell) {
      for table in tables {
        stalled += table.standstills(cell, .stalled)
        windows += table.measured(cell)
      }
    }
  }

  package init() {}

  package init(candidate: Share, baseline: Share) {
    self.candidate = candidate
    self.baseline = baseline
  }

  package init(_ table: SampleTable, _ pair: CellPair) {
    self.init(candidate: Share([table], pair.candidate), baseline: Share([table], pair.baseline))
  }

  package var isEmpty: Bool { candidate.stalled + baseline.stalled == 0 }

  /// Whether the windows without a ratio speak against a verdict.
  package func contradicts(_ verdict: Verdict) -> Bool {
    let (left, right) = (candidate.stalled * baseline.windows, baseline.stalled * candidate.windows)
    return switch verdict {
    case .better: left > right
    case .worse: right > left
    case .equivalent: left != right
    case .undecided: false
    }
  }
}

extension StalledWindows: CustomStringConvertible {
  /// `7 of 16 windows moved nothing, against 0 of 16`.
  package var description: String {
    "\(candidate.stalled) of \(candidate.windows) windows moved nothing, against \(baseline.stalled) of "
      + "\(baseline.windows)"
  }
}
