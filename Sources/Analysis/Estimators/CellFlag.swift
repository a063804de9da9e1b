/// Something about a cell's rounds that a reader of its median must know.
///
/// Each kind is a test at 0.1 %, corrected over the cells of the sweep: of 1,000 sweeps without any fault about one
/// carries a flag of a given kind somewhere, and at most five carry one of the five kinds.
package enum CellFlag: String, Codable, Hashable, Sendable, CaseIterable {
  /// The values go up or down over the rounds.
  case drift
  /// The values fall into two separate groups.
  case bimodal
  /// Rounds resemble their predecessors.
  case autocorrelated
  /// One value lies further out than noise explains.
  case outlying
  /// The received rate changes inside the windows, the same way in most rounds.
  case unsteady

  /// Chance of a flag of one kind anywhere in a sweep without faults.
  package static let level = 0.001
}
