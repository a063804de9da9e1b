import Records

/// Where the readings of a sample are found: in its row, or, in an older layout, in rows of their own.
protocol ReadingsSource {
  /// The readings of one sample; nil when they cannot be understood.
  ///
  /// - Parameters:
  ///   - sample: its row.
  ///   - kind: row of the table reading_kind; nil in a layout that has none.
  ///   - packed: the text beside it.
  mutating func readings(sample: Int64, kind: Int64?, packed: String?) throws -> Readings?
}
