extension WinnerTable {
  package init(_ input: ReportInput) { self.init(rows: [], baseline: nil) }
}
