import Records

/// The same in words: where copies occur, who makes them, which one is removed and what is paid instead.
struct ExplainWords {
  let explanation: Explanation

  private var measured: Explanation.Measured { explanation.subject }

  func lines() -> [String] {
    var lines = ["Where a byte is copied, and by whom:"]
    lines += Ledger.CopyPoint.allCases.map {
      "  \(Self.who($0)): \(ExplainFigures.copies(measured.ledger[$0]))"
    }
    if let payers = PayersText.line(measured.ledger) {
      lines.append("  whose time the later copy took: \(payers)")
    }
    lines.append("  together: \(Self.sum(measured.ledger))")
    if let baseline = explanation.baseline {
      lines += [""] + removed(baseline) + [""] + paid(baseline)
    } else {
      lines += ["", "This is what the others are compared with."]
    }
    return lines
  }

  static func who(_ place: Ledger.CopyPoint) -> String {
    switch place {
    case .gather: "the sending program, gathering its fields"
    case .send: "the kernel, inside the send call"
    case .deferred: "the kernel, later, on the way to the receiving socket"
    case .receive: "the kernel, inside the receive call"
    }
  }

  /// Of all stages; a stage that is not known leaves only a lower bound.
  static func sum(_ ledger: Ledger) -> String {
    let low = ledger.stages.reduce(0) { $0 + ($1.low ?? 0) }
    guard ledger.stages.allSatisfy({ $0.low != nil && $0.high != nil }) else {
      return "at least \(ExplainFigures.number(low))"
    }
    let high = ledger.stages.reduce(0) { $0 + ($1.high ?? 0) }
    let (first, last) = (ExplainFigures.number(low), ExplainFigures.number(high))
    return first == last ? first : "\(first) to \(last)"
  }

  /// Copies that are surely fewer or more than the baseline's: half a copy is no noise.
  private func removed(_ baseline: Explanation.Measured) -> [String] {
    let name = baseline.cell.primitive
    var lines: [String] = []
    for place in Ledger.CopyPoint.allCases {
      guard let mine = measured.ledger[place], let other = baseline.ledger[place],
        let low = mine.low, let high = mine.high, let otherLow = other.low, let otherHigh = other.high
      else { continue }
      let change = "\(ExplainFigures.copies(other)) there, \(ExplainFigures.copies(mine)) here"
      if otherLow - high > 0.5 {
        lines.append("  removed: the copy by \(Self.who(place)) (\(change))")
      } else if low - otherHigh > 0.5 {
        lines.append("  added: a copy by \(Self.who(place)) (\(change))")
      }
    }
    return ["Compared with \(name) in the same run:"]
      + (lines.isEmpty ? ["  no copy is removed, none added"] : lines)
  }

  private func paid(_ baseline: Explanation.Measured) -> [String] {
    let pairs = [
      (measured.sendCalls, baseline.sendCalls), (measured.senderTime, baseline.senderTime),
      (measured.receiverTime, baseline.receiverTime), (measured.machineTime, baseline.machineTime),
      (measured.bytesPerSegment, baseline.bytesPerSegment), (measured.goodput, baseline.goodput),
    ]
    var lines = [
      "What it pays: medians (lowest to highest) of \(measured.samples.count) samples taken in turns"
    ]
    let heads = ["", measured.cell.primitive, baseline.cell.primitive]
    let rows =
      [heads] + pairs.map { [$0.name, ExplainFigures.withSpread($0), ExplainFigures.withSpread($1)] }
    let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      lines.append("  " + (cells + [row[2]]).joined(separator: "  "))
    }
    guard let facts = measured.ledger.completions else { return lines }
    lines.append(
      "  pages and completions: \(facts.pagesPerMessage) pages lent per message, "
        + "at most \(MessageSize(Int(facts.mostBytesInFlight))) bytes in flight, "
        + "\(ExplainFigures.short(facts.completionsPerMessage)) completions per message")
    lines.append(
      "  ENOBUFS: \(facts.enobufs) sends, \(ExplainFigures.short(facts.enobufsTimeShare * 100)) % of the time"
    )
    return lines
  }
}
