/// A send or receive primitive describes itself with these facts, and everything said about it follows from them.
///
/// Workers declare their primitives so, sweeps store what they had, and reports look nowhere else.
package struct PrimitiveDescription: Codable, Hashable, Sendable {
  /// The name on the command line, such as `two-copy`.
  package var name: String
  /// Other names it answers to: `A1` for `two-copy`.
  package var aliases: [String]
  /// How a message gets to the kernel, or what becomes of received bytes, in one sentence.
  package var summary: String
  /// One entry for each call made per message or receive; others say when they are made.
  package var calls: [Call]
  /// Where the bytes come from or go to.
  package var memory: String
  /// What a message contains and when it is written; nil for a receive primitive.
  package var contents: String?
  /// How long the kernel may use the memory of a message after its call has returned.
  package var lends: Lending
  /// Copies that the calls themselves make.
  package var copies: Copies
  /// What a socket or machine has to offer.
  package var needs: [Need]
  /// `null` and its kind: no byte reaches a socket, and the receiver sees only the end of the stream.
  package var movesNothing: Bool
  /// A receive primitive that throws bytes away: they can be counted, not looked at.
  package var discards: Bool

  package init(
    name: String, aliases: [String] = [], summary: String, calls: [Call], memory: String,
    contents: String? = nil, lends: Lending = .nothing, copies: Copies = Copies(), needs: [Need] = [],
    movesNothing: Bool = false, discards: Bool = false
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.calls = calls
    self.memory = memory
    self.contents = contents
    self.lends = lends
    self.copies = copies
    self.needs = needs
    self.movesNothing = movesNothing
    self.discards = discards
  }

  /// Senders of the original systems write a message once, which flatters all of them: the source stays in the cache.
  package static let constantContents =
    "constant: written once before the first message and sent again while in flight"

  /// The sockets have to have SO_ZEROCOPY.
  package var needsZerocopySocket: Bool { needs.contains(.zerocopySocket) }

  /// Memory and contents in one line.
  package var memoryAndContents: String {
    contents.map { "\(memory); contents: \($0)" } ?? memory
  }
}

extension PrimitiveDescription {
  /// A system call as a list shows it and as a C program makes it.
  package struct Call: Codable, Hashable, Sendable {
    /// `sendmsg(MSG_NOSIGNAL), one iovec per field`: the call with its flags, then a remark.
    package var text: String
    /// The line of C that makes the call.
    package var code: String

    package init(_ text: String, code: String) {
      self.text = text
      self.code = code
    }
  }

  /// How long the kernel may use the memory of a message after its call has returned.
  package enum Lending: String, Codable, Hashable, Sendable {
    /// The call copies: the memory is free when the call returns.
    case nothing
    /// The kernel says when it is done with the memory.
    case untilCompletion
    /// The kernel says nothing: the receiver may find what the memory holds when it reads.
    case untilReceiverRead

    /// A way of lending that a later build knows counts as the longest.
    package init(from decoder: any Decoder) throws {
      self = Self(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .untilReceiverRead
    }
  }

  /// Copies of a payload byte that the calls make at the stages of a ledger, whatever the kernel adds later.
  package struct Copies: Codable, Hashable, Sendable {
    package var gather: Int
    package var send: Int
    package var receive: Int

    package init(gather: Int = 0, send: Int = 0, receive: Int = 0) {
      self.gather = gather
      self.send = send
      self.receive = receive
    }

    package var total: Int { gather + send + receive }
  }

  /// What a primitive cannot work without.
  package enum Need: String, Codable, Hashable, Sendable {
    /// SO_ZEROCOPY on the socket.
    case zerocopySocket
    /// Something that a later build knows.
    case other

    package init(from decoder: any Decoder) throws {
      self = Self(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .other
    }
  }
}

extension Sequence<PrimitiveDescription> {
  /// The primitive of a name or alias, in either case; nil when there is none.
  package func named(_ nameOrAlias: String) -> PrimitiveDescription? {
    let wanted = nameOrAlias.lowercased()
    return first { ([$0.name] + $0.aliases).contains { $0.lowercased() == wanted } }
  }
}
