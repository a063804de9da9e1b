import Records

/// Received rate in each slice of a window, from the running totals that a sample stores.
package struct SliceRates: Sendable, Equatable {
  /// Bytes per nanosecond.
  package let rates: [Double]
  /// When each slice began, in nanoseconds since the first counter reading's origin.
  package let starts: [UInt64]
  package let end: UInt64

  /// Totals that go back, or instants that do not advance, are left out.
  package init(_ slices: [Slice]) {
    var rates: [Double] = []
    var starts: [UInt64] = []
    rates.reserveCapacity(slices.count)
    starts.reserveCapacity(slices.count)
    var last = Slice(nanoseconds: 0, receivedBytes: 0)
    for slice in slices
    where slice.nanoseconds > last.nanoseconds && slice.receivedBytes >= last.receivedBytes {
      let span = Double(slice.nanoseconds - last.nanoseconds)
      rates.append(Double(slice.receivedBytes - last.receivedBytes) / span)
      starts.append(last.nanoseconds)
      last = slice
    }
    self.rates = rates
    self.starts = starts
    self.end = last.nanoseconds
  }

  /// Rates of slices of equal length, for tests and simulations.
  package init(rates: [Double], sliceNanoseconds: UInt64 = 20_000_000) {
    self.rates = rates
    self.starts = rates.indices.map { UInt64($0) * sliceNanoseconds }
    self.end = UInt64(rates.count) * sliceNanoseconds
  }
}
