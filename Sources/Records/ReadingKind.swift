/// Which quantities a sample's readings are, in their order.
///
/// Most samples of a sweep hold the same ones and share one kind, so that who looks for a quantity in many samples
/// finds its place once.
package final class ReadingKind: Sendable {
  package let quantities: [Quantity]

  package init(_ quantities: [Quantity]) {
    self.quantities = quantities
  }

  /// Of samples that tried to read nothing.
  package static let empty = ReadingKind([])

  /// Where the first reading of a quantity stands; nil when the sample never tried to read it.
  package func place(of metric: String, _ side: Side) -> Int? {
    quantities.firstIndex { $0.side == side && $0.metric == metric }
  }

  /// Whether samples of both hold the same quantities in the same order.
  package func isSame(as other: ReadingKind) -> Bool {
    self === other || quantities == other.quantities
  }
}
