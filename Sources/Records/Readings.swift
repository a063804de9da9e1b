/// The readings of one sample, in order: a collection of `Reading` that takes 8 bytes for each.
///
/// What they are is said once for all samples of a kind; only those without a value, and perf counters, take more.
package struct Readings: Sendable {
  package private(set) var kind: ReadingKind
  /// By place; not a number where there is no value.
  private var values: [Double]
  /// Of some places, ascending.
  private var notes: [Note]

  /// What a reading has beside its value.
  package struct Note: Hashable, Sendable {
    package let place: Int
    /// Why there is no value; nil when there is one.
    package let reason: String?
    package let enabledNanoseconds: UInt64?
    package let runningNanoseconds: UInt64?

    package init(place: Int, reason: String?, enabledNanoseconds: UInt64?, runningNanoseconds: UInt64?) {
      self.place = place
      self.reason = reason
      self.enabledNanoseconds = enabledNanoseconds
      self.runningNanoseconds = runningNanoseconds
    }
  }

  package init() {
    self.init(kind: .empty, values: [], notes: [])
  }

  /// - Parameters:
  ///   - values: one for each quantity of the kind; not a number where there is none.
  ///   - notes: by ascending place; every place without a value has one with a reason.
  package init(kind: ReadingKind, values: [Double], notes: [Note]) {
    precondition(values.count == kind.quantities.count, "readings need one value for each quantity")
    self.kind = kind
    self.values = values
    self.notes = notes
  }

  /// The value at a place; nil when it could not be read.
  package func value(at place: Int) -> Double? {
    let value = values[place]
    return value.isNaN ? nil : value
  }

  /// Why a place has no value; nil when it has one.
  package func reason(at place: Int) -> String? { note(at: place)?.reason }

  /// Calls the body with every place that has no finite value, and why.
  package func forEachUnread(_ body: (Int, String) -> Void) {
    for place in values.indices where !values[place].isFinite {
      body(place, reason(at: place) ?? "not a finite number")
    }
  }

  /// Smallest share of its time that a perf counter of a side was really counting; nil without such counters.
  package func smallestCountingShare(_ side: Side) -> Double? {
    var smallest: Double?
    for note in notes where kind.quantities[note.place].side == side {
      guard let enabled = note.enabledNanoseconds, enabled > 0, let running = note.runningNanoseconds else {
        continue
      }
      smallest = Swift.min(smallest ?? .infinity, Double(running) / Double(enabled))
    }
    return smallest
  }

  private func note(at place: Int) -> Note? {
    notes.first { $0.place == place }
  }
}

extension Readings: RandomAccessCollection, RangeReplaceableCollection, ExpressibleByArrayLiteral {
  package init(_ readings: some Sequence<Reading>) {
    let all = Array(readings)
    values = all.map { $0.value ?? .nan }
    notes = all.enumerated().compactMap { place, reading in
      guard reading.value == nil || reading.enabledNanoseconds != nil || reading.runningNanoseconds != nil
      else {
        return nil
      }
      return Note(
        place: place, reason: reading.reason, enabledNanoseconds: reading.enabledNanoseconds,
        runningNanoseconds: reading.runningNanoseconds)
    }
    kind = all.isEmpty ? .empty : ReadingKind(all.map { Quantity($0.metric, $0.side) })
  }

  package init(arrayLiteral readings: Reading...) { self.init(readings) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { values.count }

  package subscript(place: Int) -> Reading {
    let quantity = kind.quantities[place]
    let note = note(at: place)
    return Reading(
      metric: quantity.metric, side: quantity.side, storedValue: note?.reason == nil ? values[place] : nil,
      storedReason: note?.reason, enabledNanoseconds: note?.enabledNanoseconds,
      runningNanoseconds: note?.runningNanoseconds)
  }

  /// Makes a new kind: for samples that are being put together, not for many.
  package mutating func replaceSubrange(_ places: Range<Int>, with readings: some Collection<Reading>) {
    var all = Array(self)
    all.replaceSubrange(places, with: readings)
    self = Readings(all)
  }
}

extension Readings: Equatable, Codable {
  package static func == (left: Readings, right: Readings) -> Bool { left.elementsEqual(right) }

  package init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode([Reading].self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Array(self))
  }
}
