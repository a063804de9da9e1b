import Records

/// The ways to join the two ends.
package enum Links {
  /// In the order in which help names them; adding a link is one line here.
  package static let all: [any Link.Type] = [
    LoopbackLink.self,
    VethLink.self,
  ]

  package static var names: [String] { all.map { $0.name } }

  /// The link that `--link` names.
  ///
  /// - Throws: `UsageError` that lists what there is.
  package static func named(_ name: String) throws -> any Link.Type {
    if let link = all.first(where: { $0.name == name }) { return link }
    throw UsageError.unknownLink(name, known: all.map { $0.name })
  }
}
