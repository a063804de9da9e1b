import Records

/// Counts what could not be read, by quantity and reason.
struct UnreadTally: Sendable {
  /// In the order in which they were first met.
  private var kinds: [Kind] = []

  /// What samples that hold the same readings could not read.
  private struct Kind {
    let kind: ReadingKind
    var samples = 0
    /// By place; mostly all samples give the same reason.
    var reasons: [[Counted<String>]]

    mutating func count(_ reason: String, at place: Int) {
      if let known = reasons[place].firstIndex(where: { $0.value == reason }) {
        reasons[place][known].count += 1
      } else {
        reasons[place].append(Counted(reason, 1))
      }
    }
  }

  mutating func add(_ readings: Readings) {
    let index = index(of: readings.kind)
    kinds[index].samples += 1
    readings.forEachUnread { place, reason in kinds[index].count(reason, at: place) }
  }

  private mutating func index(of kind: ReadingKind) -> Int {
    if let known = kinds.firstIndex(where: { $0.kind === kind }) { return known }
    if let known = kinds.firstIndex(where: { $0.kind.isSame(as: kind) }) { return known }
    kinds.append(Kind(kind: kind, reasons: Array(repeating: [], count: kind.quantities.count)))
    return kinds.count - 1
  }

  /// By quantity, in the order in which they were first met: samples that tried to read it, and how many could not.
  private var quantities: [(quantity: Quantity, tried: Int, reasons: [String: Int])] {
    var all: [(quantity: Quantity, tried: Int, reasons: [String: Int])] = []
    var indices: [Quantity: Int] = [:]
    for kind in kinds {
      for (quantity, reasons) in zip(kind.kind.quantities, kind.reasons) {
        let index = indices[quantity, default: all.count]
        if index == all.count {
          indices[quantity] = index
          all.append((quantity, 0, [:]))
        }
        all[index].tried += kind.samples
        for counted in reasons { all[index].reasons[counted.value, default: 0] += counted.count }
      }
    }
    return all
  }

  /// Quantities with the same reason in as many samples share an entry.
  var grouped: [UnreadQuantities] {
    var groups: [UnreadQuantities] = []
    for (quantity, tried, reasons) in quantities {
      for (reason, samples) in reasons.sorted(by: { $0.key < $1.key }) {
        let same = groups.firstIndex { $0.reason == reason && $0.samples == samples && $0.tried == tried }
        if let same {
          groups[same].quantities.append(quantity)
        } else {
          groups.append(
            UnreadQuantities(reason: reason, quantities: [quantity], samples: samples, tried: tried))
        }
      }
    }
    return groups
  }
}
