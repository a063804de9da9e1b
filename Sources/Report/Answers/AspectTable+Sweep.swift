extension AspectTable {
  package init(_ input: ReportInput) { self.init(subjects: [], place: "", rows: []) }
}
