/// A text that copycost makes for people: it is built, joined and shown, and no decision can read it.
///
/// There is no comparison and no search: what a decision needs stands beside the text as a value of its own.
/// The string leaves in the renderers and in the archive only. Encoded as a plain string.
package struct Prose: Sendable, ExpressibleByStringInterpolation {
  private var text: String

  package init(_ text: String) { self.text = text }

  package init(stringLiteral text: String) { self.text = text }

  package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  /// The string, for whoever shows or stores it.
  package var rendered: String { text }

  package static func + (left: Prose, right: Prose) -> Prose { Prose(left.text + right.text) }

  package static func += (left: inout Prose, right: Prose) { left.text += right.text }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }

    package mutating func appendLiteral(_ literal: String) { text += literal }

    package mutating func appendInterpolation(_ prose: Prose) { text += prose.text }

    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      text += value.description
    }

    package mutating func appendInterpolation(_ error: any Error) { text += "\(error)" }
  }
}

extension Prose {
  /// Whether two stored texts are alike, for the equality of the records that hold them.
  static func isSame(_ left: Prose?, _ right: Prose?) -> Bool { left?.text == right?.text }

  func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension Prose: Codable {
  package init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension Sequence<Prose> {
  package func joined(separator: Prose = "") -> Prose {
    Prose(map(\.rendered).joined(separator: separator.rendered))
  }
}

/// Two candidates, so that prose inside a string is ambiguous and does not compile: `rendered` says that it leaves.
extension DefaultStringInterpolation {
  package mutating func appendInterpolation(_ prose: Prose) -> Never { fatalError("never called") }
  package mutating func appendInterpolation(_ prose: Prose) -> Never? { nil }
}
