import Archive
import Records

/// The samples of a sweep by round: what the archive held when the run began, and what it has got since.
struct SampleHistory {
  private var rounds: [Int: [Sample]] = [:]
  private var places: Set<Place> = []

  private struct Place: Hashable {
    var round: Int
    var order: Int
  }

  init(_ archive: SampleArchive, sweep: Int64) throws {
    for sample in try archive.samples(sweep: sweep) { add(sample) }
  }

  /// Samples and failures together.
  var count: Int { places.count }

  mutating func add(_ sample: Sample) {
    rounds[sample.round, default: []].append(sample)
    places.insert(Place(round: sample.round, order: sample.order))
  }

  func contains(round: Int, order: Int) -> Bool {
    places.contains(Place(round: round, order: order))
  }

  func samples(round: Int) -> [Sample] {
    rounds[round] ?? []
  }
}
