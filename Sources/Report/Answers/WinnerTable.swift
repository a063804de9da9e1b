import Analysis
import Records

/// Who has most goodput at each size, number of flows and link, and how far the others are from the baseline.
package struct WinnerTable: Codable, Sendable {
  package var rows: [Row]
  /// How many rows there are, where only the first are listed; nil where all are.
  package var rowsInAll: Int?
  /// What the entries are held against; nil when no pairs were compared.
  package var baseline: String?

  package struct Row: Codable, Sendable {
    package var messageBytes: Int
    package var flows: Int
    package var link: String
    package var receive: String
    /// `CellOptions.footprintBytes`.
    package var footprintBytes: Int?
    package var options: CellOptions
    /// Nil when none is ahead of all others for certain; `reason` says so.
    package var winner: ClaimSubject?
    package var reason: Prose?
    /// Of the winner: it has the highest goodput, estimate: winner / next.
    package var claim: Claim?
    package var entries: [Entry]
  }

  /// One primitive against the baseline by goodput.
  package struct Entry: Codable, Sendable {
    package var subject: ClaimSubject
    package var baseline: ClaimSubject
    /// Percent more (or less) than the baseline.
    package var percent: Double
    /// 95 %.
    package var lower: Double
    package var upper: Double
    package var count: Int
    package var verdict: Verdict
    /// Why there is no verdict: receiver-bound, below the noise floor, ...
    package var withheld: PairComparison.Withheld?
    /// Nil where the receiver limited it.
    package var claim: Claim?
  }
}
