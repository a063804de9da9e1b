import Analysis
import Records

/// More runnable threads than CPUs: the scheduler takes part in every figure.
enum MoreFlowsThanCPUs: EvidenceRule {
  static let name = "more flows than CPUs"
  static let threshold = "more flow threads (two a flow) than CPUs"
  static let quantities = [Figures.cpuCount]

  static func trigger(_ input: ReportInput, _ cell: Cell, against other: Cell?) -> EvidenceTrigger? {
    guard let claim = input.claim(Figures.cpuCount, cell),
      Double(2 * cell.flows) > claim.estimate.upper
    else { return nil }
    return EvidenceTrigger(
      text: "\(2 * cell.flows) threads on \(Words.figure(claim))",
      strength: Double(cell.flows) / max(1, claim.estimate.value), claims: [claim])
  }
}
