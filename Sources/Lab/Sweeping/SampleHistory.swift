import Archive
import Records

/// The samples of a sweep by round: what the archive held when the run began, and what it has got since.
package struct SampleHistory: Sendable {
  private var rounds: [Int: [Sample]] = [:]
  private var lastRounds: [Cell: Int] = [:]
  /// Samples and failures together.
  private(set) var count = 0

  /// Of a sweep that has no sample yet.
  package init() {}

  package init(_ archive: SampleArchive, sweep: Int64) throws {
    for sample in try archive.samples(sweep: sweep) { add(sample) }
  }

  mutating func add(_ sample: Sample) {
    rounds[sample.round, default: []].append(sample)
    lastRounds[sample.cell] = max(sample.round, lastRounds[sample.cell] ?? 0)
    count += 1
  }

  /// Whether a cell may still be sampled in a round: each once, and none in a round that passed without it.
  func isOpen(round: Int, to cell: Cell) -> Bool {
    lastRounds[cell].map { $0 < round } ?? true
  }

  /// The last round of any cell; nil without samples.
  var lastRound: Int? { rounds.keys.max() }

  func samples(round: Int) -> [Sample] {
    rounds[round] ?? []
  }

  /// All of them, by round and order.
  package var samples: some Sequence<Sample> {
    rounds.keys.sorted().lazy.flatMap { round in
      (rounds[round] ?? []).sorted { $0.order < $1.order }
    }
  }
}
