import Records

/// Something that depends on which readings a sample holds alone: worked out once for each kind of sample.
package struct ByReadingKind<Value: Sendable>: Sendable {
  private var known: [(kind: ReadingKind, value: Value)] = []

  /// More kinds than primitives and failures make; with still more it starts over.
  private static var mostKinds: Int { 64 }

  package init() {}

  package mutating func value(of kind: ReadingKind, make: (ReadingKind) -> Value) -> Value {
    // Samples of an archive share their kinds; those that are put together one by one bring a kind each.
    if let same = known.first(where: { $0.kind === kind }) ?? known.first(where: { $0.kind.isSame(as: kind) })
    {
      return same.value
    }
    let value = make(kind)
    if known.count == Self.mostKinds { known.removeAll() }
    known.append((kind, value))
    return value
  }
}
