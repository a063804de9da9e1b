/// The ledger of one send primitive with one receive primitive over one link as a sweep keeps it, or why there is none.
package struct LedgerEntry: Hashable, Sendable {
  /// The cell whose message size and options the proof run had, with one flow whatever the cell's own.
  package var cell: Cell
  package var finishedAtUnixNanoseconds: Int64
  package var finding: Finding<Ledger>

  package init(cell: Cell, finishedAtUnixNanoseconds: Int64, finding: Finding<Ledger>) {
    self.cell = cell
    self.finishedAtUnixNanoseconds = finishedAtUnixNanoseconds
    self.finding = finding
  }
}
