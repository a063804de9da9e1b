import Analysis
import Records

/// What stands under the summary table: each kind of caveat and of failure gets a letter and is explained
/// once.
struct SummaryNotes {
  private let summary: SweepSummary
  /// Letter of each kind of caveat, then of each failure text.
  private var letters: [Mark: String] = [:]

  private enum Mark: Hashable {
    case caveat(String)
    case failure(String)
  }

  private let comparesPlainly: Bool

  init(_ summary: SweepSummary, comparesPlainly: Bool) {
    self.summary = summary
    self.comparesPlainly = comparesPlainly
    var seen: Set<String> = []
    let failures = summary.cells.flatMap(\.failures).map(\.value).filter { seen.insert($0).inserted }
    let marks = summary.caveats.map { Mark.caveat($0.kind) } + failures.map { Mark.failure($0) }
    for (index, mark) in marks.enumerated() { letters[mark] = Self.letter(index) }
  }

  var isEmpty: Bool { letters.isEmpty }

  /// `[ac]`: a bracket a letter would cost the names of primitives their ends.
  func marks(of cell: CellSummary) -> String {
    let marks = cell.caveats.map { Mark.caveat($0.kind) } + cell.failures.map { Mark.failure($0.value) }
    let found = marks.compactMap { letters[$0] }
    return found.isEmpty ? "" : "[\(found.joined(separator: found.contains { $0.count > 1 } ? "," : ""))]"
  }

  var lines: [String] { legend + standstills + unread + caveats + failures }

  /// The cells with windows that moved nothing, and how often: `7 of 16 windows (44 % [23, 67])`.
  private var standstills: [String] {
    let stalled = summary.cells.compactMap { cell -> String? in
      guard let count = cell.standstills[.stalled] else { return nil }
      let share = ProfileShare(count: Double(count), samples: Double(cell.samples))
      return "\(cell.cell) \(count) of \(cell.samples) (\(Percent.digits(share.value)) % "
        + "[\(Percent.digits(share.interval.lower)), \(Percent.digits(share.interval.upper))])"
    }
    let starved = summary.cells.compactMap { cell in
      cell.standstills[.starved].map { "\(cell.cell) \($0) of \(cell.samples + $0)" }
    }
    return [
      named("stalled: windows that moved nothing count as 0 Gbit/s and have no ratio", stalled),
      named("starved: windows whose threads got no CPU are left out", starved),
    ].compactMap(\.self)
  }

  private func named(_ what: String, _ cells: [String]) -> String? {
    guard !cells.isEmpty else { return nil }
    let rest = cells.count > Self.mostNamed ? "; and \(cells.count - Self.mostNamed) more cells" : ""
    return "\(what): \(cells.prefix(Self.mostNamed).joined(separator: "; "))\(rest)"
  }

  private static let mostNamed = 6

  private var legend: [String] {
    guard !summary.cells.isEmpty else { return ["No cell was sampled."] }
    var lines = [
      "spread: interquartile range of goodput / median, from 3 samples on. ns/B: CPU time per byte received."
    ]
    if !comparesPlainly { lines[0] = "95 %: interval of the median. " + lines[0] }
    if comparesPlainly, summary.cells.contains(where: { $0.againstReference != nil }) {
      lines.append(
        "vs \(summary.baseline): geometric mean of the goodput ratios of rounds in which both were sampled; "
          + "a plain estimate without an interval.")
    }
    if summary.cells.contains(where: { $0.copied != nil }) {
      lines.append(
        "copied: zero-copy sends that the kernel copied after all, lower-upper bound; in brackets % of completion "
          + "notifications flagged as copied.")
    }
    return lines
  }

  /// `- not read: sender cycles, instructions; receiver cycles, instructions: no hardware PMU (ENOENT)`.
  private var unread: [String] {
    summary.unread.map { group in
      let sides = Side.allCases.compactMap { side -> String? in
        let metrics = group.quantities.filter { $0.side == side }.map(\.metric)
        return metrics.isEmpty ? nil : "\(side.rawValue) \(metrics.joined(separator: ", "))"
      }
      let share = group.samples == group.tried ? "" : " (\(group.samples) of \(group.tried) samples)"
      return "not read\(share): \(merged(group.quantities) ?? sides.joined(separator: "; ")): \(group.reason)"
    }
  }

  /// The metrics alone where sender and receiver miss the same ones, the usual case.
  private func merged(_ quantities: [Quantity]) -> String? {
    let sender = quantities.filter { $0.side == .sender }.map(\.metric)
    let receiver = quantities.filter { $0.side == .receiver }.map(\.metric)
    guard sender == receiver, sender.count + receiver.count == quantities.count else { return nil }
    return sender.joined(separator: ", ")
  }

  private var caveats: [String] {
    summary.caveats.map { counted in
      let letter = letters[.caveat(counted.kind), default: "?"]
      let samples = counted.samples == 1 ? "1 sample" : "\(counted.samples) samples, for example"
      return "[\(letter)] \(counted.kind) (\(samples)): \(counted.example.sentence.rendered)"
    }
  }

  private var failures: [String] {
    var counts: [String: Int] = [:]
    for failure in summary.cells.flatMap(\.failures) { counts[failure.value, default: 0] += failure.count }
    return letters.compactMap { mark, letter -> (String, String)? in
      guard case .failure(let text) = mark else { return nil }
      let count = counts[text, default: 0]
      return (letter, "[\(letter)] no measurement (\(count == 1 ? "1 sample" : "\(count) samples")): \(text)")
    }.sorted { ($0.0.count, $0.0) < ($1.0.count, $1.0) }.map(\.1)
  }

  /// a ... z, aa, ab, ...
  private static func letter(_ index: Int) -> String {
    let last = String(UnicodeScalar(UInt8(97 + index % 26)))
    return index < 26 ? last : letter(index / 26 - 1) + last
  }
}
