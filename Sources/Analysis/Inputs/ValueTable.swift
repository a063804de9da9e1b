/// Numbers of the samples of one cell, a row a sample: one block of memory, however many columns there are.
///
/// A column takes room from the first value on that it gets.
struct ValueTable: Sendable {
  private(set) var rows = 0
  /// Room of a column in each row.
  private var slots: [Int?] = []
  private var width = 0
  /// By row, then by slot; not a number where there is no value.
  private var values: [Double] = []

  /// Whether no row has a value.
  var isEmpty: Bool { values.isEmpty }

  mutating func insertRow(at row: Int) {
    let needed = values.count + width
    // Doubling would leave a third of the memory of a large sweep unused.
    if values.capacity < needed { values.reserveCapacity(needed + max(values.count / 5, 3 * width)) }
    values.insert(contentsOf: repeatElement(.nan, count: width), at: row * width)
    rows += 1
  }

  mutating func appendRow() { insertRow(at: rows) }

  /// - Parameter value: not NaN.
  mutating func set(_ value: Double, row: Int, column: Int) {
    // First, for it may widen the rows.
    let slot = slot(column)
    values[row * width + slot] = value
  }

  /// Nil where there is no value.
  func value(row: Int, column: Int) -> Double? {
    guard column < slots.count, let slot = slots[column] else { return nil }
    let value = values[row * width + slot]
    return value.isNaN ? nil : value
  }

  /// The values that there are, by row.
  func values(column: Int) -> [Double] {
    guard column < slots.count, let slot = slots[column] else { return [] }
    var found: [Double] = []
    found.reserveCapacity(rows)
    for index in stride(from: slot, to: values.count, by: width) where !values[index].isNaN {
      found.append(values[index])
    }
    return found
  }

  private mutating func slot(_ column: Int) -> Int {
    if column < slots.count, let slot = slots[column] { return slot }
    while slots.count <= column { slots.append(nil) }
    var wider: [Double] = []
    wider.reserveCapacity((rows + 2) * (width + 1))
    for row in 0..<rows {
      wider += values[(row * width)..<(row * width + width)]
      wider.append(.nan)
    }
    slots[column] = width
    width += 1
    values = wider
    return width - 1
  }
}
