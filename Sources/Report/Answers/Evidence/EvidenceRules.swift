import Analysis
import Records

/// The rules that are tried, in the order in which their sentences stand.
enum EvidenceRules {
  static let all: [EvidenceRule] = [
    EvidenceRule(
      "deferred copies", Figures.copiedNotifications, atLeast: copiedShare,
      "of completion notifications flagged as copied after all"),
    // CPU time that a copying sender does not need: below a twentieth, leaving it out could not turn a verdict.
    EvidenceRule(
      "page pinning", Figures.profile(.pagePinning, .sender), atLeast: 0.05,
      "of the sender's CPU samples in page pinning"),
    EvidenceRule(
      "work on completions", Figures.profile(.completions, .sender), atLeast: 0.05,
      "of the sender's CPU samples in completions"),
    // Reading completions, or sends that took only a part. One call more for every 20 of the other's; a look at
    // the error queue every 16 messages exceeds it.
    EvidenceRule(
      "further system calls", Figures.callsPerMessage, moreThan: 1.05,
      times: "the winner's system calls per message", atLeast: 0.01, saysLeast: false),
    contextSwitches("context switches of the sender", Figures.contextSwitches[0]),
    contextSwitches("context switches of the receiver", Figures.contextSwitches[1]),
    // One in the window; over loopback and veth there are normally none.
    EvidenceRule(
      "retransmits", Figures.retransmits, moreThan: 2, times: "the retransmits of a window",
      atLeast: 1),
    // The fixed price of a segment is paid more often: a tenth fewer bytes is a tenth more segments.
    EvidenceRule(
      "short segments", Figures.bytesPerSegment, below: 0.9, of: "the winner's bytes per segment"),
    receiverBound,
    moreFlowsThanCPUs,
    // A twentieth of one CPU, which a flow thread feels.
    EvidenceRule(
      "stolen CPU time", Figures.stolen, atLeast: 0.05, "CPUs taken away by the hypervisor"),
  ]

  /// A zero-copy send that the kernel copied after all saves nothing: where most are, it goes with a loss.
  static let copiedShare = 0.5

  /// Flow threads of one end that sleep and wake more often.
  ///
  /// Switches vary by some ten per cent from round to round: twice as many is another regime. Fewer than one in a
  /// hundred messages cost little against a message.
  private static func contextSwitches(_ name: String, _ quantity: Figure) -> EvidenceRule {
    EvidenceRule(name, quantity, moreThan: 2, times: "the winner's \(quantity.title)", atLeast: 0.01)
  }

  /// Share of the samples from which goodput says little about how it was sent, and its verdict is withheld, too
  /// (`SampleTable.isReceiverBound`).
  private static let boundShare = 0.5

  private static let receiverBound = EvidenceRule(
    "a receiver that sets the pace",
    "at least \(Percent.text(boundShare)) of the samples limited by the receiver's CPU or window", []
  ) { input, cell, _ in
    let claim = FigureClaims.receiverBound(input.table, cell, sweep: input.sweep.id)
    guard let claim, claim.estimate.value >= boundShare else { return nil }
    return EvidenceTrigger(text: Words.figure(claim), strength: claim.estimate.value, claims: [claim])
  }

  /// More runnable threads than CPUs: the scheduler takes part in every figure.
  static let moreFlowsThanCPUs = EvidenceRule(
    "more flows than CPUs", "more flow threads (two a flow) than CPUs", [Figures.cpuCount]
  ) { input, cell, _ in
    guard let claim = input.claim(Figures.cpuCount, cell),
      Double(2 * cell.flows) > claim.estimate.upper
    else { return nil }
    return EvidenceTrigger(
      text: "\(2 * cell.flows) threads on \(Words.figure(claim))",
      strength: Double(cell.flows) / max(1, claim.estimate.value), claims: [claim])
  }
}
