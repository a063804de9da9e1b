/// Numbers of the samples of one cell, a row a sample: one block of memory, however many columns there are.
///
/// A column takes room from the first value on that it gets.
struct ValueTable: Sendable {
  private(set) var rows = 0
  /// Room of a column in each row.
  private var slots: [Int?] = []
  /// By room.
  private var columns: [Int] = []
  /// By row, then by room; not a number where there is no value.
  private var values: [Double] = []

  private var width: Int { columns.count }

  /// Whether no row has a value.
  var isEmpty: Bool { values.isEmpty }

  /// - Parameter row: by column, not a number for no value.
  mutating func append(_ row: [Double]) { insert(row, at: rows) }

  /// Rows from there on move up by one.
  mutating func insert(_ row: [Double], at place: Int) {
    makeRoom(for: row)
    let needed = values.count + width
    // Doubling would leave a third of the memory of a large sweep unused.
    if values.capacity < needed { values.reserveCapacity(needed + max(values.count / 5, 3 * width)) }
    if place == rows {
      for column in columns { values.append(row[column]) }
    } else {
      values.insert(contentsOf: columns.map { row[$0] }, at: place * width)
    }
    rows += 1
  }

  /// Takes the values that are numbers; the others of the row stay.
  mutating func update(_ row: [Double], at place: Int) {
    makeRoom(for: row)
    for (slot, column) in columns.enumerated() where !row[column].isNaN {
      values[place * width + slot] = row[column]
    }
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

  /// Keeps some columns alone, which get the numbers 0, 1, 2, ... in their order.
  mutating func keep(_ kept: [Int]) {
    let rooms = kept.map { $0 < slots.count ? slots[$0] : nil }
    let used = rooms.compactMap(\.self)
    var narrower: [Double] = []
    narrower.reserveCapacity(rows * used.count)
    for row in 0..<rows {
      for room in used { narrower.append(values[row * width + room]) }
    }
    columns = kept.indices.filter { rooms[$0] != nil }
    slots = kept.indices.map { columns.firstIndex(of: $0) }
    values = narrower
  }

  private mutating func makeRoom(for row: [Double]) {
    for column in row.indices where !row[column].isNaN && !(column < slots.count && slots[column] != nil) {
      makeRoom(column)
    }
  }

  /// Widens all rows by a column.
  private mutating func makeRoom(_ column: Int) {
    while slots.count <= column { slots.append(nil) }
    var wider: [Double] = []
    wider.reserveCapacity((rows + 2) * (width + 1))
    for row in 0..<rows {
      wider += values[(row * width)..<(row * width + width)]
      wider.append(.nan)
    }
    slots[column] = width
    columns.append(column)
    values = wider
  }
}
