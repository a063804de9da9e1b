import Records

/// The samples of a sweep by cell and figure: what every estimator starts from.
///
/// Samples are added one at a time, so that an archive can be streamed; memory is one `Double` per sample and figure.
/// Values are in the unit in which samples store them.
package struct SampleTable: Sendable {
  package private(set) var figures: [Figure]
  private var columns: [Figure: Int]
  /// Cells in the order in which they first appeared.
  package private(set) var cells: [Cell] = []
  private var indices: [Cell: Int] = [:]
  /// By cell index: the rounds that have a sample, ascending, and a row for each with a column for each figure and
  /// one for the relative change of the received rate over the window.
  private var rounds: [[Int]] = []
  private var values: [ValueTable] = []
  private var receiverBound: [Int] = []
  private var failures: [Int] = []
  /// By cell index: windows that moved no byte, by kind.
  private var standstills: [[Standstill: Int]] = []
  private var measured: [Int] = []
  /// By cell index, then by figure: why the first sample without a value has none.
  private var reasons: [[String?]] = []
  /// Of the numerators of all figures, then of their denominators.
  private var places: ReadingPlaces
  private let rules: [Figure.Rule]
  /// Of the sample that is being added, by column; not a number for no value.
  private var row: [Double]

  package init(figures: [Figure] = Figures.judged) {
    self.figures = figures
    columns = Self.columns(figures)
    row = Array(repeating: .nan, count: figures.count + 1)
    places = ReadingPlaces(figures)
    rules = figures.map(Figure.Rule.init)
  }

  package init(_ samples: some Sequence<Sample>, figures: [Figure] = Figures.judged) {
    self.init(figures: figures)
    for sample in samples { add(sample) }
  }

  /// Adds a sample; one that failed or starved is counted and contributes no value.
  package mutating func add(_ sample: Sample) {
    add(sample, at: place(of: sample.cell))
  }

  /// Adds a sample of the cell at a place.
  package mutating func add(_ sample: Sample, at index: Int) {
    guard sample.failure == nil else {
      failures[index] += 1
      return
    }
    if let standstill = Standstill(sample) {
      standstills[index][standstill, default: 0] += 1
      if standstill == .starved { return }
    }
    measured[index] += 1
    if sample.limitedBy == .receiverCPU || sample.limitedBy == .receiveWindow { receiverBound[index] += 1 }
    let places = places.places(in: sample.readings)
    for column in rules.indices {
      let (own, other) = (places[column], places[rules.count + column])
      let value = Self.finite(sample, own)
      let amount = rules[column].isRatio ? Self.finite(sample, other) : value
      row[column] = rules[column].value(value, per: amount) ?? .nan
      if value == nil || amount == nil, reasons[index][column] == nil {
        reasons[index][column] = Self.reason(sample, own, other)
      }
    }
    row[figures.count] = WindowTrend.relativeChange(SliceRates(sample.slices)) ?? .nan
    store(index, round: sample.round)
  }

  private static func finite(_ sample: Sample, _ place: Int?) -> Double? {
    place.flatMap { sample.readings.value(at: $0) }.flatMap { $0.isFinite ? $0 : nil }
  }

  /// Why the first of two readings that has no value has none; nil when the sample never tried to read it.
  private static func reason(_ sample: Sample, _ place: Int?, _ divisor: Int?) -> String? {
    let unread = [place, divisor].lazy.compactMap { $0 }.first { finite(sample, $0) == nil }
    return unread.flatMap { sample.readings.reason(at: $0) }
  }

  /// The series of a cell; empty when it has no value of this figure.
  package func series(_ figure: Figure, _ cell: Cell) -> Series {
    guard let column = columns[figure], let index = indices[cell] else { return Series() }
    return series(index, column)
  }

  /// Why a sample of a cell has no value of a figure; nil where every sample that tried has one.
  package func reason(_ figure: Figure, _ cell: Cell) -> String? {
    guard let column = columns[figure], let index = indices[cell] else { return nil }
    return reasons[index][column]
  }

  /// Lets the values of all other figures go: no sample may be added afterwards.
  package mutating func keep(_ kept: [Figure]) {
    let places = kept.compactMap { columns[$0] }
    for index in values.indices { values[index].keep(places + [figures.count]) }
    reasons = reasons.map { reasons in places.map { reasons[$0] } }
    figures = places.map { figures[$0] }
    columns = Self.columns(figures)
  }

  private static func columns(_ figures: [Figure]) -> [Figure: Int] {
    Dictionary(uniqueKeysWithValues: figures.enumerated().map { ($1, $0) })
  }

  /// Relative change of the received rate from the beginning to the end of each window.
  package func windowTrends(_ cell: Cell) -> Series {
    indices[cell].map { series($0, figures.count) } ?? Series()
  }

  private func series(_ index: Int, _ column: Int) -> Series {
    let found = values[index].values(column: column)
    let all = rounds[index]
    guard found.count < all.count else { return Series(ascending: all, values: found) }
    let kept = all.indices.filter { values[index].value(row: $0, column: column) != nil }
    return Series(ascending: kept.map { all[$0] }, values: found)
  }

  /// Puts `row` into the row of a round: the last one in an archive, which is read round by round.
  private mutating func store(_ index: Int, round: Int) {
    var low = rounds[index].count
    if let last = rounds[index].last, round <= last {
      low = 0
      var high = rounds[index].count
      while low < high {
        let middle = (low + high) / 2
        if rounds[index][middle] < round { low = middle + 1 } else { high = middle }
      }
      if rounds[index][low] == round { return values[index].update(row, at: low) }
    }
    if rounds[index].count == rounds[index].capacity {
      rounds[index].reserveCapacity(rounds[index].count * 5 / 4 + 4)
    }
    rounds[index].insert(round, at: low)
    values[index].insert(row, at: low)
  }

  /// Samples of the cell that failed.
  package func failures(_ cell: Cell) -> Int {
    indices[cell].map { failures[$0] } ?? 0
  }

  /// Windows of the cell that moved no byte, of one kind.
  package func standstills(_ cell: Cell, _ kind: Standstill) -> Int {
    indices[cell].flatMap { standstills[$0][kind] } ?? 0
  }

  /// Samples of the cell that enter figures: they neither failed nor starved.
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

  /// Where the samples of a cell are kept: for who adds many.
  package mutating func place(of cell: Cell) -> Int {
    if let known = indices[cell] { return known }
    let index = cells.count
    indices[cell] = index
    cells.append(cell)
    rounds.append([])
    values.append(ValueTable())
    reasons.append(Array(repeating: nil, count: figures.count))
    receiverBound.append(0)
    failures.append(0)
    standstills.append([:])
    measured.append(0)
    return index
  }
}
