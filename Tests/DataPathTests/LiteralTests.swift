import DataPath
import Foundation
import Testing

/// A primitive is described once: code that knows it by name would have to be found when one is added.
@Suite("Names of primitives in Sources")
struct LiteralTests {
  /// Parts of paths below Sources in which names may stand, with the reason.
  static let allowed = [
    ("DataPath/Senders/", "a primitive says its own name"),
    ("DataPath/Receivers/", "likewise"),
    ("Records/Defaults.swift", "what commands take where nothing was typed"),
    ("Records/EarlierPrimitives.swift", "what archives of older layouts hold"),
    ("/Peers/", "programs that do the same as a primitive"),
    ("/PublishedPrimitives.swift", "synonyms in other people's tables"),
    ("Report/Answers/AssignmentQuestions.swift", "values of the original assignment's questions"),
  ]

  /// Files in which `null` is the word of JSON or of a table for a missing value.
  static let nulls = ["JSON.swift", "JSONScanner.swift", "PackedReadings.swift", "PublishedNumber.swift"]

  @Test("stand in string literals of their own files, of the defaults and of a few listed places alone")
  func places() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources")
      .standardizedFileURL
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var read = 0
    for case let file as URL in files where file.pathExtension == "swift" {
      let path = String(file.path.dropFirst(sources.path.count + 1))
      guard !Self.allowed.contains(where: { "/\(path)".contains($0.0) }) else { continue }
      read += 1
      for literal in StringLiterals.parts(of: try String(contentsOf: file, encoding: .utf8)) {
        let isNull = literal == "null" && Self.nulls.contains(file.lastPathComponent)
        let names = Self.names(in: literal)
        #expect(isNull || names.isEmpty, "\(path): \"\(literal)\" names \(names)")
      }
    }
    #expect(read > 300)
  }

  @Test(
    "are found alone and as words of a sentence, not as parts of other words",
    arguments: [
      ("two-copy", ["two-copy"]), ("against two-copy is", ["two-copy"]), ("A1", ["A1"]), ("null", ["null"]),
      ("c-loop-two-copy", []), ("not read yet", []), ("null is a word", []), ("zero-copy sends", []),
      ("of zero-copy", ["zero-copy"]), ("", []), ("A1,A2", ["A1", "A2"]),
    ])
  func words(literal: String, names: [String]) {
    #expect(Self.names(in: literal) == names)
  }

  @Test("literals are read without comments, around interpolations and inside of them")
  func scanner() {
    let source = #"""
      // "no"
      let a = "x\"y" /* "no /* "nested" */ */ + "before \(f("in", (1 + 2))) after"
      let b = """
        many "quoted" lines \(g) end
        """
      let c = ##"raw \n "# quoted"##
      """#
    let found = StringLiterals.parts(of: source).map { $0.split(separator: " ").joined(separator: " ") }
    #expect(
      found == [
        #"x\"y"#, "before", "in", "after", "\n many \"quoted\" lines", "end\n", ##"raw \n "# quoted"##,
      ])
  }

  /// Names and aliases of all registered primitives.
  private static let all =
    (SendPrimitives.all.map { $0.description } + ReceivePrimitives.all.map { $0.description })
    .flatMap { [$0.name] + $0.aliases }

  /// English words (`read`, `null`) count only where they are the whole literal, others as words of a sentence too;
  /// `zero-copy sends` is English as well.
  static func names(in literal: String) -> [String] {
    all.filter { name in
      guard literal != name else { return true }
      guard name.contains(where: { !$0.isLetter }) else { return false }
      return literal.ranges(of: name).contains { range in
        let before = literal[..<range.lowerBound].last
        let after = literal[range.upperBound...]
        return !(before.map(isWord) ?? false) && !(after.first.map(isWord) ?? false)
          && ![" send", " completion", " one"].contains { after.hasPrefix($0) }
      }
    }
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "-" || character == "_"
  }
}

/// Takes the string literals out of Swift source: enough of the language for this repository.
enum StringLiterals {
  /// The texts of all literals, each cut at its interpolations, in the order in which they end.
  static func parts(of source: String) -> [String] {
    var scanner = Scanner(text: Array(source.utf8))
    scanner.code(until: nil)
    return scanner.parts
  }

  private struct Scanner {
    let text: [UInt8]
    var position = 0
    var parts: [String] = []

    init(text: [UInt8]) { self.text = text }

    private func starts(_ word: StaticString) -> Bool {
      word.withUTF8Buffer { word in
        guard position + word.count <= text.count else { return false }
        for index in word.indices where text[position + index] != word[index] { return false }
        return true
      }
    }

    /// Code up to the parenthesis that ends an interpolation, or to the end of the file.
    mutating func code(until end: UInt8?) {
      var depth = 0
      while position < text.count {
        let byte = text[position]
        if byte == UInt8(ascii: "/"), starts("//") {
          while position < text.count, text[position] != UInt8(ascii: "\n") { position += 1 }
        } else if byte == UInt8(ascii: "/"), starts("/*") {
          comment()
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#") {
          literal()
        } else {
          if byte == end, depth == 0 { return }
          if byte == UInt8(ascii: "(") { depth += 1 }
          if byte == UInt8(ascii: ")") { depth -= 1 }
          position += 1
        }
      }
    }

    private mutating func comment() {
      var depth = 0
      repeat {
        let (opens, closes) = (starts("/*"), starts("*/"))
        depth += opens ? 1 : closes ? -1 : 0
        position += opens || closes ? 2 : 1
      } while depth > 0 && position < text.count
    }

    private mutating func literal() {
      var hashes = 0
      while starts("#") {
        hashes += 1
        position += 1
      }
      guard starts("\"") else { return }
      let quotes = starts("\"\"\"") ? 3 : 1
      position += quotes
      let backslash = UInt8(ascii: "\\")
      var part: [UInt8] = []
      while position < text.count, !closes(quotes, hashes) {
        if text[position] == backslash, opensInterpolation(hashes) {
          position += hashes + 2
          add(part)
          part = []
          code(until: UInt8(ascii: ")"))
          position += 1
          continue
        }
        // What is escaped ends nothing.
        if text[position] == backslash, hashes == 0 {
          part.append(text[position])
          position += 1
        }
        if position < text.count { part.append(text[position]) }
        position += 1
      }
      position += quotes + hashes
      add(part)
    }

    private mutating func add(_ part: [UInt8]) { parts.append(String(decoding: part, as: UTF8.self)) }

    private func closes(_ quotes: Int, _ hashes: Int) -> Bool {
      guard text[position] == UInt8(ascii: "\"") else { return false }
      let end =
        Array(repeating: UInt8(ascii: "\""), count: quotes)
        + Array(repeating: UInt8(ascii: "#"), count: hashes)
      return text[position...].starts(with: end)
    }

    private func opensInterpolation(_ hashes: Int) -> Bool {
      let rest = text[(position + 1)...]
      return rest.prefix(hashes).allSatisfy { $0 == UInt8(ascii: "#") }
        && rest.dropFirst(hashes).first == UInt8(ascii: "(")
    }
  }
}
