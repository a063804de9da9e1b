import Foundation
import Testing

@testable import Records

@Suite("Prose")
struct ProseTests {
  @Test("prose is built from text, values and prose, and joined")
  func building() {
    let part: Prose = "\(3) of \("four" as Substring)"
    var text: Prose = "a, " + part
    text += "."
    #expect(text.rendered == "a, 3 of four.")
    #expect([part, "b"].joined(separator: "; ").rendered == "3 of four; b")
  }

  @Test("prose is stored as a plain string, and facts and caveats as before there was prose")
  func stored() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    func json(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    let fact = HostFacts.Fact("can.cubic", unavailable: "refused")
    #expect(try json(fact) == #"{"name":"can.cubic","reason":"refused"}"#)
    let caveat = Caveat(kind: "k", cause: "c", effect: "e", remedy: "r")
    #expect(try json(caveat) == #"{"cause":"c","effect":"e","kind":"k","remedy":"r"}"#)
    #expect(try JSONDecoder().decode(Caveat.self, from: Data(json(caveat).utf8)) == caveat)
    #expect(try JSONDecoder().decode(HostFacts.Fact.self, from: Data(json(fact).utf8)) == fact)
  }

  @Test("a refusal is stored by its name, and a name of a later version is read as another one")
  func refusals() throws {
    let fact = HostFacts.Fact("can.cubic", unavailable: "refused", .notPermitted)
    let json = String(decoding: try JSONEncoder().encode(fact), as: UTF8.self)
    #expect(json.contains(#""refusal":"not-permitted""#))
    let later = json.replacing("not-permitted", with: "of-a-later-version")
    #expect(try JSONDecoder().decode(HostFacts.Fact.self, from: Data(later.utf8)).refusal == .other)
  }

  /// Where the string of a prose may leave: what shows it and what stores it.
  private static let exits = [
    "Archive/SampleArchive+Writing.swift", "Analysis/Compare/ComparisonMarkdown.swift", "Records/Prose.swift",
    "Report/Doctor/", "Report/Explain/", "Report/Exports/", "Report/Findings/", "Report/Ledger/",
    "Report/Markdown/", "Report/Page/", "Report/Tables/SummaryNotes.swift", "Sessions/", "copycost/",
  ]

  @Test("the string of a prose leaves in renderers and the archive only")
  func exits() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var leaks: [String] = []
    var found = 0
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      guard text.contains(".rendered") else { continue }
      found += 1
      let path = String(file.path.dropFirst(sources.path.count + 1))
      if !Self.exits.contains(where: path.hasPrefix) { leaks.append(path) }
    }
    #expect(found > 5 && leaks.isEmpty, "\(leaks)")
  }
}
