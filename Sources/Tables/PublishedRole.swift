import Records

/// What a column of somebody's table is read as.
enum PublishedRole: String, CaseIterable {
  case primitive
  case size
  /// A message is several fields of this size.
  case fieldSize = "field-size"
  case flows
  case goodput
  case none

  /// As lines for people name it.
  var words: String {
    switch self {
    case .size: "message bytes"
    case .fieldSize: "bytes of a field"
    default: rawValue
    }
  }

  /// Names of headers, without case, unit and everything but letters.
  var spellings: [String] {
    switch self {
    case .primitive:
      ["implementation", "impl", "mode", "primitive", "method", "approach"]
    case .size:
      [
        "messagesize", "msgsize", "message", "msg", "size", "sizebytes", "msgsizebytes", "messagesizebytes",
        "messagelength", "msglen", "payload", "payloadsize",
      ]
    case .fieldSize: ["fieldsize", "field"]
    case .flows:
      [
        "threads", "numthreads", "threadscount", "threadcount", "nthreads", "flows", "clients", "numclients",
        "connections", "streams",
      ]
    case .goodput: ["throughput", "goodput", "bandwidth", "rate", ""]
    case .none: []
    }
  }

  /// Names that mean it where no better one is there.
  var weakSpellings: [String] { self == .primitive ? ["version", "variant", "type"] : [] }

  /// Names of columns that count the fields of a message.
  static let fieldCounts = ["fields", "numfields", "nfields", "fieldcount", "fieldscount"]
}

/// A reading that somebody chose: `Mode=primitive 1,2,3`, `Throughput=goodput MB/s`, `bytes=none`.
package struct PublishedChoice: Hashable, Sendable {
  let header: String
  let role: PublishedRole
  /// What follows the role: codes, a unit; nil without.
  let detail: String?

  /// - Throws: `UsageError` for anything else.
  package init(parsing text: String) throws(UsageError) {
    let place = text.lastIndex(of: "=")
    let header = place.map { text[..<$0] } ?? ""
    let words = place.map { text[text.index(after: $0)...] }?.split(separator: " ", maxSplits: 1) ?? []
    guard !header.isEmpty, let role = words.first.flatMap({ PublishedRole(rawValue: String($0)) }) else {
      throw .columnChoice(text, roles: PublishedRole.allCases.map(\.rawValue))
    }
    self.header = String(header)
    self.role = role
    detail = words.count > 1 ? String(words[1]) : nil
  }
}
