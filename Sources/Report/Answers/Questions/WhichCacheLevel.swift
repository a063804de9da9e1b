import Analysis
import Records

/// Misses per byte of the sender against the baseline, first and last level, where there is a hardware PMU; without one what
/// larger message memory costs, which shows the same less directly.
struct WhichCacheLevel {
  /// The primitive that neither writes nor reads a gather buffer, which is a reason that fits fewer misses.
  let withoutGathering: String

  func sentences(_ input: ReportInput) -> [AnswerSentence] {
    let pairs = PairsOfInterest.pairs(of: input.sweep.plan)
      .filter { $0.baseline.primitive == input.baseline }
    let levels = Figures.caches.concurrentMap { PairComparisons.compare(input.table, $0, pairs: pairs) }
    let sentences = candidates(pairs).flatMap { candidate in
      levels.compactMap { widest($0, candidate).map { single($0, input.sweep.id) } }
        + [greatest(levels, candidate, input.sweep.id)].compactMap(\.self)
    }
    guard sentences.isEmpty else { return sentences }
    let indirect = FootprintSentences.sentences(input)
    return indirect.isEmpty
      ? [.undecided(reason(input))]
      : indirect + [.undecided("which level the misses are of needs them counted (\(unread(input)))")]
  }

  private func candidates(_ pairs: [CellPair]) -> [String] {
    var seen: Set<String> = []
    return pairs.map(\.candidate.primitive).filter { seen.insert($0).inserted }
  }

  /// With the largest messages and the fewest flows.
  private func widest(_ comparisons: [PairComparison], _ primitive: String) -> PairComparison? {
    comparisons.filter { $0.pair.candidate.primitive == primitive }.min { first, second in
      let (left, right) = (first.pair.candidate, second.pair.candidate)
      return (right.messageBytes, left.flows) < (left.messageBytes, right.flows)
    }
  }

  private func single(_ comparison: PairComparison, _ sweep: Int64) -> AnswerSentence {
    .measured(
      "\(ClaimSubject(comparison.pair.candidate)) against \(comparison.pair.baseline.primitive): \(PairSentence.difference(comparison)); "
        + "verdict: \(comparison.verdict.rawValue).", PairClaims.claims([comparison], sweep: sweep))
  }

  /// Sender's first level against its last; nil unless both were read in the same cells.
  private func greatest(
    _ levels: [[PairComparison]], _ primitive: String, _ sweep: Int64
  ) -> AnswerSentence? {
    let sender = zip(Figures.caches, levels).filter { $0.0.numerator.side == .sender }.map(\.1)
    guard let first = widest(sender[0], primitive),
      let last = sender[1].first(where: { $0.pair == first.pair })
    else { return nil }
    let claims = PairClaims.claims([first, last], sweep: sweep)
    let place = Words.place(first.pair.candidate)
    guard first.verdict == .better || last.verdict == .better else {
      return .derived(
        "At \(place) \(primitive) reduces the sender's misses at neither level for certain.", claims)
    }
    let gap = first.interval.upper < last.interval.lower ? "first" : "last"
    let isApart = first.interval.upper < last.interval.lower || last.interval.upper < first.interval.lower
    let reason =
      primitive == withoutGathering
      ? " A reason that fits: \(primitive) neither writes nor reads a gather buffer." : ""
    return .derived(
      isApart
        ? "At \(place) \(primitive) reduces the sender's load misses most at the \(gap) level.\(reason)"
        : "At \(place) the intervals of both levels overlap, so that neither shows more reduction with \(primitive) "
          + "for certain.", claims)
  }

  private func reason(_ input: ReportInput) -> Prose {
    let footprints = Set(input.cells.map(\.options.footprintBytes))
    let lack: Prose =
      footprints.count > 1
      ? "no cell and its like with another memory footprint were sampled in 3 rounds together"
      : "no cells differ in the memory footprint of their messages: with `--footprint hot,llc,cold` costs per byte of "
        + "hot and cold memory would be indirect evidence"
    return "no cache misses could be compared (\(unread(input))), and \(lack)"
  }

  private func unread(_ input: ReportInput) -> Prose {
    let quantities = [Figures.l1Misses[0], Figures.llcMisses[0]]
    let reasons = quantities.map { input.missing($0, input.baseline) }
    let meaning: Prose =
      lacksPMU(input)
      ? "; the PMU is the processor's unit that counts events, which virtual machines often do not see" : ""
    return Prose(reasons.joined(separator: "; ")) + meaning
  }

  /// Whether the machine counted no event of its processor; an archive that does not say what refused has no PMU.
  private func lacksPMU(_ input: ReportInput) -> Bool {
    guard let fact = input.sweep.host.facts.first(where: { $0.name == "can.perf.hardware" }),
      fact.value == nil
    else { return false }
    return fact.refusal ?? .noPMU == .noPMU
  }
}
