import Analysis
import Records

/// Who carried out a deferred copy, as text: shares with the error of sampling, or why nobody can be named.
enum PayersText {
  /// `softirq inside the sender thread 78% (70% to 84%), ksoftirqd 22% (16% to 30%) of 131 samples`; nil for a
  /// ledger without a deferred copy, and for one of before this was sampled.
  static func line(_ ledger: Ledger) -> String? {
    guard let payers = ledger.payers, hasDeferredCopy(ledger) else { return nil }
    switch payers {
    case .missing(let reason): return "not known (\(reason))"
    case .found(let payers):
      let shares = payers.contexts.map { context in
        let share = share(context, of: payers)
        return "\(context.name) \(percent(share.value)) "
          + "(\(percent(share.interval.lower)) to \(percent(share.interval.upper)))"
      }
      return shares.joined(separator: ", ") + " of \(payers.copySamples) samples" + lost(payers)
    }
  }

  /// The context with most samples: `softirq inside the sender thread (78% of 131 samples)`.
  static func first(_ ledger: Ledger) -> String? {
    guard let payers = ledger.payers?.value, let context = payers.contexts.first, hasDeferredCopy(ledger)
    else { return nil }
    return "\(context.name) (\(percent(share(context, of: payers).value)) of \(payers.copySamples) samples)"
  }

  static func share(_ context: CopyPayers.Context, of payers: CopyPayers) -> ProfileShare {
    ProfileShare(count: Double(context.samples), samples: Double(payers.copySamples))
  }

  /// A ledger whose deferred copy is not surely absent.
  private static func hasDeferredCopy(_ ledger: Ledger) -> Bool {
    guard let stage = ledger[.deferred] else { return false }
    return stage.high.map { $0 > 0.01 } ?? true
  }

  private static func lost(_ payers: CopyPayers) -> String {
    payers.lost == 0 ? "" : ", \(payers.lost) samples of all CPUs lost"
  }

  private static func percent(_ share: Double) -> String { "\(NumberText.fixed(share * 100, 0))%" }
}
