import Records

/// A ledger as JSON: every figure with its evidence, null with a reason where there is none.
enum LedgerDocument {
  /// A ledger of a sweep, or the reason why the cell has none.
  static func entry(_ entry: LedgerEntry) -> JSON {
    .object([
      ("primitive", .string(entry.cell.primitive)), ("variant", .string(entry.cell.variant)),
      ("receive", .string(entry.cell.receive)), ("link", .string(entry.cell.link)),
      ("finished_at_unix_ns", .integer(entry.finishedAtUnixNanoseconds)),
      ("ledger", entry.finding.value.map(ledger) ?? .null),
      ("reason", .string(orNull: entry.finding.reason)),
    ])
  }

  static func ledger(_ ledger: Ledger) -> JSON {
    .object([
      ("message_bytes", .integer(ledger.messageBytes)), ("proof_bytes", .integer(ledger.proofBytes)),
      ("stages", .array(ledger.stages.map(stage))),
      ("completions", ledger.completions.map(completions) ?? .null),
      ("deferred_copy_payers", payers(ledger.payers)),
      (
        "instrumentation",
        .object([
          ("goodput_ratios", .array(ledger.instrumentation.ratios.map { .number($0) })),
          ("median", number(ledger.instrumentation.median)),
          ("reason", .string(orNull: ledger.instrumentation.reason)),
        ])
      ),
      ("caveats", .array(ledger.caveats.map(SampleDocument.caveat))),
    ])
  }

  /// Copies per payload byte: `low` and `high`, each a number or null, and then a reason.
  private static func stage(_ stage: Ledger.Stage) -> JSON {
    .object([
      ("stage", .string(stage.place.rawValue)), ("low", number(stage.low)), ("high", number(stage.high)),
      ("reason", .string(orNull: stage.reason)), ("kind", .string(stage.kind.rawValue)),
      ("evidence", .string(stage.evidence)),
    ])
  }

  /// Shares of the samples in the deferred copy, with 95 % intervals.
  private static func payers(_ payers: Finding<CopyPayers>?) -> JSON {
    guard let found = payers?.value else {
      return .object([
        ("contexts", .null), ("reason", .string(payers?.reason ?? "not sampled when the ledger was made")),
      ])
    }
    let contexts = found.contexts.map { context -> JSON in
      let share = PayersText.share(context, of: found)
      return .object([
        ("task", .string(context.task.rawValue)), ("in_softirq", .flag(context.inSoftirq)),
        ("samples", .unsigned(context.samples)), ("share", .number(share.value)),
        ("low", .number(share.interval.lower)), ("high", .number(share.interval.upper)),
      ])
    }
    return .object([
      ("contexts", .array(contexts)), ("reason", .null), ("copy_samples", .unsigned(found.copySamples)),
      ("samples", .unsigned(found.samples)), ("lost", .unsigned(found.lost)),
      ("samples_per_second", .number(found.rate)),
      ("sees_disabled_interrupts", .flag(found.seesDisabledInterrupts)),
    ])
  }

  private static func completions(_ facts: CompletionFacts) -> JSON {
    .object([
      ("per_message", .number(facts.completionsPerMessage)),
      ("pages_per_message", .unsigned(facts.pagesPerMessage)),
      ("sends_per_notification", number(facts.sendsPerNotification)),
      ("most_bytes_in_flight", .unsigned(facts.mostBytesInFlight)),
      (TrafficMetrics.enobufs.name, .unsigned(facts.enobufs)),
      ("enobufs_time_share", .number(facts.enobufsTimeShare)),
      ("latency_alone_ns", distribution(facts.alone)), ("latency_in_stream_ns", distribution(facts.inStream)),
    ])
  }

  private static func distribution(_ distribution: CompletionFacts.Distribution) -> JSON {
    func value(_ nanoseconds: UInt64?) -> JSON { nanoseconds.map { .unsigned($0) } ?? .null }
    return .object([
      ("count", .integer(distribution.count)), ("median", value(distribution.median)),
      ("p90", value(distribution.p90)), ("p99", value(distribution.p99)), ("max", value(distribution.most)),
    ])
  }

  private static func number(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }
}
