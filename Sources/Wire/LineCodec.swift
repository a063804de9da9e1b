import FoundationEssentials

/// Turns orders and answers into lines of JSON and back: one object a line, versioned, size-limited.
package enum LineCodec {
  /// Raised with every change that an older worker or director would misunderstand.
  package static let version = 2
  /// Longest line either side accepts: slices of an hour-long window fit several times over.
  package static let maximumLineBytes = 16 << 20

  private struct Envelope<Body: Codable>: Codable {
    var version: Int
    var body: Body

    init(version: Int, body: Body) {
      self.version = version
      self.body = body
    }

    /// Looks at the version before the body, which another version may have shaped otherwise.
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      version = try container.decode(Int.self, forKey: .version)
      guard version == LineCodec.version else { throw WireError.otherVersion(version) }
      body = try container.decode(Body.self, forKey: .body)
    }
  }

  /// One line without its line break.
  package static func encode(_ body: some Codable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(Envelope(version: version, body: body))
    return String(decoding: data, as: UTF8.self)
  }

  /// Reads one line; throws `WireError` for one that is too long, of another version, or not what was expected.
  package static func decode<Body: Codable>(_ type: Body.Type, from line: String) throws(WireError) -> Body {
    guard line.utf8.count <= maximumLineBytes else { throw .tooLong(bytes: line.utf8.count) }
    let data = Data(line.utf8)
    do {
      return try JSONDecoder().decode(Envelope<Body>.self, from: data).body
    } catch let error as WireError {
      throw error
    } catch {
      throw .notOurs(start: String(line.prefix(80)))
    }
  }
}

/// A line that cannot be understood.
package enum WireError: Error, Equatable, CustomStringConvertible {
  case tooLong(bytes: Int)
  case otherVersion(Int)
  case notOurs(start: String)

  package var description: String {
    switch self {
    case .tooLong(let bytes):
      "a control line of \(bytes) bytes is over the limit of \(LineCodec.maximumLineBytes)"
    case .otherVersion(let version):
      "the other end speaks control protocol \(version), this one \(LineCodec.version)"
    case .notOurs(let start): "not a line of the control protocol: \(start)"
    }
  }
}
