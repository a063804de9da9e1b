import Records

/// All send primitives, in the order of every list, legend and table.
package enum SendPrimitives {
  package static let all: [any (SendPrimitive & ~Copyable).Type] = [
    TwoCopySend.self,
    OneCopySend.self,
    ZeroCopySend.self,
    ContiguousSend.self,
    NullSend.self,
  ]

  /// The primitive of that name or alias, in either case; nil when there is none.
  package static func named(_ nameOrAlias: String) -> (any (SendPrimitive & ~Copyable).Type)? {
    let found = all.map { $0.description }.named(nameOrAlias)
    return found.flatMap { found in all.first { $0.description.name == found.name } }
  }
}
