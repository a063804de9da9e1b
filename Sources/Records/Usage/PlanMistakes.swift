/// What cannot be planned: values of axes, and what they do together.
extension UsageError {
  package static func messageTooSmall(bytes: Int, fields: Int) -> UsageError {
    UsageError(
      "message size \(bytes) is below \(fields) fields", effect: "a field would be empty; nothing was run",
      remedy: "Use --size \(fields) or more, or fewer --fields")
  }

  package static func messageTooLarge(bytes: Int, most: Int) -> UsageError {
    UsageError(
      "message size \(MessageSize(bytes)) is above \(MessageSize(most))", remedy: "Use a smaller --size")
  }

  package static func flows(_ flows: Int, most: Int) -> UsageError {
    UsageError(
      "\(flows) flows are too \(flows < 1 ? "few" : "many")", remedy: "Use --flows from 1 to \(most)")
  }

  /// A count that has a least value.
  package static func below(_ flag: String, _ value: Int, least: Int) -> UsageError {
    UsageError("\(flag) \(value) is below \(least)", remedy: "Use \(flag) \(least) or more")
  }

  package static func tooManyFields(_ fields: Int, most: Int) -> UsageError {
    UsageError(
      "--fields \(fields) is above \(most)",
      remedy: "Use at most \(most), the kernel's limit of iovec entries (UIO_MAXIOV)")
  }

  package static func windowTooShort(nanoseconds: UInt64) -> UsageError {
    UsageError("a window of \(nanoseconds) ns is too short", remedy: "Use --window 1ms or longer")
  }

  package static func receiveBuffer(bytes: Int, most: Int) -> UsageError {
    UsageError(
      "--receive-buffer \(bytes) is too \(bytes < 1 ? "small" : "large")",
      remedy: "Use 1 to \(MessageSize(most)) bytes")
  }

  package static func unsentLimit(bytes: Int, most: Int) -> UsageError {
    UsageError(
      "--notsent-lowat \(bytes) is too \(bytes < 1 ? "small" : "large")",
      remedy: "Use 1 to \(MessageSize(most)) bytes, or none")
  }

  package static func baselineNotMeasured(_ baseline: String, primitives: [String]) -> UsageError {
    UsageError(
      "--baseline \(baseline) is not among the primitives of the sweep",
      effect: "no primitive could be compared with it; nothing was run",
      remedy: "Add it to --primitive, or choose among \(primitives.joined(separator: ", "))")
  }

  package static let peersWithoutHotMemory = UsageError(
    "peers send from a buffer of their own, which --footprint does not reach",
    remedy: "Use --footprint hot as well")

  /// - Parameter kind: `link`, `receive primitive`.
  package static func noneNamed(_ kind: String, flag: String) -> UsageError {
    UsageError("no \(kind) was named", remedy: "Name one with \(flag)")
  }

  /// - Parameter nearest: the name that was probably meant; nil where none is close.
  package static func unknownName(
    _ flag: String, _ typed: String, nearest: String?, known: [String]
  ) -> UsageError {
    UsageError(
      "\(flag) \(typed) is not known here",
      remedy: "\(nearest.map { "Did you mean \($0)? " } ?? "")Choose one of \(known.joined(separator: ", "))")
  }

  package static func notASize(_ part: String, of text: String, flag: String) -> UsageError {
    UsageError(
      "`\(part)` is not a size or a range (\(flag) \(text))",
      remedy: "Type for example `64`, `16Ki`, `64..1Mi` or `64..4Ki:x4`, joined by commas")
  }

  package static func notACount(_ part: String, of text: String, flag: String) -> UsageError {
    UsageError(
      "`\(part)` is not a count or a range (\(flag) \(text))",
      remedy: "Type for example `4`, `1..8` or `1..64:x4`, joined by commas")
  }

  package static func notAFootprint(_ part: String, of text: String, flag: String) -> UsageError {
    UsageError(
      "`\(part)` is neither hot, llc, cold nor a size (\(flag) \(text))",
      remedy: "Type for example `hot,llc,cold` or `hot,4Mi,64Mi`")
  }

  package static func noCache(footprint: String) -> UsageError {
    UsageError(
      "--footprint \(footprint) cannot be chosen, because sysfs shows no cache of this machine",
      remedy: "Name sizes, for example `--footprint hot,64Mi`")
  }

  /// - Parameters:
  ///   - needed: memory in words, `16.6 GiB`.
  ///   - available: likewise.
  package static func footprintTooLarge(
    _ footprint: String, message bytes: Int, needed: String, available: String
  ) -> UsageError {
    UsageError(
      "--footprint \(footprint) with messages of \(MessageSize(bytes)) needs \(needed) of memory, of which "
        + "\(available) are available",
      effect: "less than half would be left for everything else; nothing was run",
      remedy: "Use a smaller --footprint, larger messages or fewer --fields")
  }

  /// - Parameter footprint: what was typed; nil for a cell in hot memory.
  package static func memoryLimit(
    _ cell: Cell, footprint: String?, needed: String, left: String, most: String, setting: String
  ) -> UsageError {
    UsageError(
      "\(footprint.map { "--footprint \($0)" } ?? "\(cell)") needs \(needed) of memory, and \(left) are left of the "
        + "\(most) that \(setting) allows",
      effect: "the kernel would end the worker; nothing was run",
      remedy: footprint == nil
        ? "Raise that limit, or use a smaller --size or fewer --flows"
        : "Raise that limit, or use a smaller --footprint")
  }

  package static func socketBuffer(
    _ flag: String, asked: Int, most: Int, setting: String, link: String
  ) -> UsageError {
    UsageError(
      "\(flag) \(MessageSize(asked)) is above \(setting), \(MessageSize(most)) for the link \(link)",
      effect: "the kernel would grant \(MessageSize(most)), and nothing was run",
      remedy:
        "Use \(flag) \(MessageSize(most)), or raise the limit with `sysctl -w \(setting)=\(asked)` as root")
  }

  package static func unknownLink(_ name: String, known: [String]) -> UsageError {
    UsageError(
      "there is no link named '\(name)'", effect: "nothing was measured",
      remedy: "Choose one of \(known.joined(separator: ", "))")
  }

  package static func labName(_ name: String) -> UsageError {
    UsageError(
      "'\(name)' is not a name for a lab", effect: "nothing was made",
      remedy: "Use 1 to 32 letters, digits, '-' or '_', beginning with a letter or digit")
  }

  /// - Parameters:
  ///   - lack: what the peer does or does not do, as a clause without its name: `sends 1Mi at most`.
  ///   - remedy: which option to change.
  package static func peer(_ name: String, _ lack: PeerLack, cell: Cell) -> UsageError {
    UsageError("\(name) \(lack.words)", effect: "the cell \(cell) was not measured", remedy: lack.remedy)
  }
}

/// What a peer cannot do that a cell asks for.
package enum PeerLack: Sendable {
  case receivePrimitive(String, known: [String])
  case messagesAbove(Int)
  case flowsAbove(Int)
  case differentSocketBuffers
  case countedMessages
  case noUnsentLimit

  fileprivate var words: String {
    switch self {
    case .receivePrimitive(let name, _): "cannot receive by \(name)"
    case .messagesAbove(let most): "sends \(MessageSize(most)) at most"
    case .flowsAbove(let most): "runs \(most) flows at most"
    case .differentSocketBuffers: "has one option for both socket buffers"
    case .countedMessages: "does not count messages where they arrive"
    case .noUnsentLimit: "has no option for TCP_NOTSENT_LOWAT"
    }
  }

  fileprivate var remedy: String {
    switch self {
    case .receivePrimitive(_, let known):
      "Use \(known.map { "--receive \($0)" }.joined(separator: " or ")) with it"
    case .messagesAbove(let most): "Use --size \(MessageSize(most)) or less with it"
    case .flowsAbove(let most): "Use --flows \(most) or less with it"
    case .differentSocketBuffers: "Give --sndbuf and --rcvbuf the same value"
    case .countedMessages: "Leave out --messages"
    case .noUnsentLimit: "Use --notsent-lowat none with it"
    }
  }
}
