import Records

/// The samples of a sweep by cell and measure: what every estimator starts from.
///
/// Samples are added one at a time, so that an archive can be streamed; memory is one `Double` and one `Int` per
/// sample and measure.
package struct SampleTable: Sendable {
  package let measures: [Measure]
  /// Cells in the order in which they first appeared.
  package private(set) var cells: [Cell] = []
  private var indices: [Cell: Int] = [:]
  /// By measure, then by cell index.
  private var columns: [[Series]]
  /// Relative change of the received rate over each window, by cell index.
  private var trends: [Series] = []
  private var receiverBound: [Int] = []
  private var failures: [Int] = []
  private var measured: [Int] = []

  package init(measures: [Measure] = Measures.all) {
    self.measures = measures
    self.columns = Array(repeating: [], count: measures.count)
  }

  package init(_ samples: some Sequence<Sample>, measures: [Measure] = Measures.all) {
    self.init(measures: measures)
    for sample in samples { add(sample) }
  }

  /// Adds a sample; one that failed is counted and contributes no value.
  package mutating func add(_ sample: Sample) {
    let index = index(of: sample.cell)
    guard sample.failure == nil else {
      failures[index] += 1
      return
    }
    measured[index] += 1
    if sample.limitedBy == .receiverCPU || sample.limitedBy == .receiveWindow { receiverBound[index] += 1 }
    for (column, measure) in measures.enumerated() {
      guard let value = sample.value(of: measure) else { continue }
      columns[column][index].set(value, round: sample.round)
    }
    if let trend = WindowTrend.relativeChange(SliceRates(sample.slices)) {
      trends[index].set(trend, round: sample.round)
    }
  }

  /// The series of a cell; empty when it has no value for this measure.
  package func series(_ measure: Measure, _ cell: Cell) -> Series {
    guard let column = measures.firstIndex(of: measure), let index = indices[cell] else { return Series() }
    return columns[column][index]
  }

  /// Relative change of the received rate from the beginning to the end of each window.
  package func windowTrends(_ cell: Cell) -> Series {
    indices[cell].map { trends[$0] } ?? Series()
  }

  /// Samples of the cell that failed.
  package func failures(_ cell: Cell) -> Int {
    indices[cell].map { failures[$0] } ?? 0
  }

  /// Samples of the cell that did not fail.
  package func measured(_ cell: Cell) -> Int {
    indices[cell].map { measured[$0] } ?? 0
  }

  /// Samples of the cell that the receiver limited: its CPU or its window.
  package func receiverBound(_ cell: Cell) -> Int {
    indices[cell].map { receiverBound[$0] } ?? 0
  }

  /// Whether at least half of the cell's samples were limited by the receiver: its CPU or its window.
  package func isReceiverBound(_ cell: Cell) -> Bool {
    guard let index = indices[cell], measured[index] > 0 else { return false }
    return 2 * receiverBound[index] >= measured[index]
  }

  private mutating func index(of cell: Cell) -> Int {
    if let known = indices[cell] { return known }
    let index = cells.count
    indices[cell] = index
    cells.append(cell)
    for column in columns.indices { columns[column].append(Series()) }
    trends.append(Series())
    receiverBound.append(0)
    failures.append(0)
    measured.append(0)
    return index
  }
}
