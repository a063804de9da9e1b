import Records

/// All receive primitives, in the order of every list, legend and table.
package enum ReceivePrimitives {
  package static let all: [any (ReceivePrimitive & ~Copyable).Type] = [
    ReadReceive.self,
    TruncateReceive.self,
  ]

  /// The primitive of that name or alias, in either case; nil when there is none.
  package static func named(_ nameOrAlias: String) -> (any (ReceivePrimitive & ~Copyable).Type)? {
    let found = all.map { $0.description }.named(nameOrAlias)
    return found.flatMap { found in all.first { $0.description.name == found.name } }
  }
}
