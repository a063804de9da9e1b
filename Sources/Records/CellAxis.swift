/// One thing in which cells can differ, with its names and how a cell shows it.
///
/// Tables, exports, chart panels and the description of a cell loop over these lists, so that no two of them can
/// disagree about what a cell is. A new option is a field of `CellOptions` and a line in `options`.
package struct CellAxis: Sendable {
  /// What the encoded `Cell` or `CellOptions` calls it.
  package let field: String
  /// Column of a table of samples and key in the JSON exports: an interface, never renamed.
  package let key: String
  /// Head of a column for people, without the unit.
  package let title: String
  package let kind: Kind
  /// Values that a description leaves out.
  private let usual: Set<Value>
  /// Before the words in a description.
  private let joint: String
  /// What a column for people shows where the cell leaves the choice open.
  private let open: String
  private let read: @Sendable (Cell) -> Value
  private let phrase: @Sendable (Value) -> String

  package enum Kind: Hashable, Sendable {
    case name
    case count
    case bytes
    case flag

    /// Texts are aligned left, numbers right.
    package var isText: Bool { self == .name || self == .flag }
  }

  package enum Value: Hashable, Sendable {
    case name(String)
    case count(Int)
    case bytes(Int)
    case flag(Bool)
    /// The cell leaves the choice to somebody else, as a rule to the kernel.
    case absent
  }

  package func value(_ cell: Cell) -> Value { read(cell) }

  /// For programs: `65536`, `true`; nil where the cell leaves the choice open.
  package func exact(_ cell: Cell) -> String? {
    switch read(cell) {
    case .name(let name): name
    case .count(let count), .bytes(let count): "\(count)"
    case .flag(let flag): "\(flag)"
    case .absent: nil
    }
  }

  /// For a column that people read: `64Ki`, `yes`, as a rule nothing where the cell leaves the choice open.
  package func text(_ cell: Cell) -> String { read(cell).text ?? open }

  /// The value in words that say what it is of: `receive buffer 64Ki`.
  package func words(_ cell: Cell) -> String { phrase(read(cell)) }

  package func isUsual(_ cell: Cell) -> Bool { usual.contains(read(cell)) }

  /// The words with what joins them to the name of a cell: `, 16 fields`, ` from 64Mi of memory`.
  fileprivate func suffix(_ cell: Cell) -> String { joint + words(cell) }

  /// - Parameter alsoUsual: values beside the default that a description leaves out.
  init(
    _ field: String, _ key: String, title: String, _ kind: Kind, alsoUsual: Set<Value> = [],
    joint: String = ", ", open: String = "", _ read: @escaping @Sendable (Cell) -> Value,
    _ words: @escaping @Sendable (Value) -> String
  ) {
    (self.field, self.key, self.title, self.kind) = (field, key, title, kind)
    (self.joint, self.open, self.read, phrase) = (joint, open, read, words)
    usual = alsoUsual.union([read(Cell(primitive: "", messageBytes: 0, flows: 0, link: ""))])
  }
}

extension CellAxis.Value {
  /// Nil where the cell leaves the choice open.
  package var text: String? {
    switch self {
    case .name(let name): name
    case .count(let count): "\(count)"
    case .bytes(let bytes): MessageSize(bytes).description
    case .flag(let flag): flag ? "yes" : "no"
    case .absent: nil
    }
  }
}

extension CellAxis {
  /// Those of some axes in which the cells of a list differ.
  package static func differing(_ axes: [CellAxis], among cells: [Cell]) -> [CellAxis] {
    axes.filter { axis in
      guard let first = cells.first.map(axis.value) else { return false }
      return cells.contains { axis.value($0) != first }
    }
  }
}

extension Cell {
  /// `, 16 fields from 64Mi of memory`: what is unusual about a cell, to follow the words for the rest of it.
  package var departures: String { Cell.departures(sharedBy: [self]) }

  /// What is unusual about every cell of a series and the same in all.
  package static func departures(sharedBy cells: [Cell]) -> String {
    guard let first = cells.first else { return "" }
    return CellAxis.described.filter { axis in
      !axis.isUsual(first) && cells.allSatisfy { axis.value($0) == axis.value(first) }
    }.map { $0.suffix(first) }.joined()
  }
}

extension Cell.Block {
  /// Likewise.
  package var departures: String {
    Cell(
      primitive: "", receive: receive, messageBytes: messageBytes, flows: flows, link: link, options: options
    ).departures
  }
}
