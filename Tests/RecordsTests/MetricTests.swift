import Foundation
import Records
import Testing

@Suite("Metrics are declared once and named by their value") struct MetricTests {
  @Test("no two metrics share a name")
  func uniqueNames() {
    let names = Metric.declared.map(\.name)
    #expect(Set(names).count == names.count)
  }

  /// Words that are a metric's name by chance, by the folder in which they mean something else.
  private static let allowed: [(folder: String, words: Set<String>)] = [
    // A key of the line that c-loop prints.
    ("Lab/Peers/", ["received_bytes"]),
    // The name of a rule of `doctor`, and that of a rule of evidence.
    ("Analysis/Doctor/", ["steal"]), ("Report/Answers/", ["retransmits"]),
    // What somebody else's table may call a column.
    ("Report/Tables/", ["goodput"]),
  ]

  @Test("code that measures, analyses or reports names no metric by its text")
  func noLiterals() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
    var found: [String] = []
    var files = 0
    for folder in ["Lab", "Analysis", "Report"] {
      let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.appending(path: folder).path)
      for path in paths.map({ "\(folder)/\($0)" }) where path.hasSuffix(".swift") {
        let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
        let words = Self.allowed.filter { path.hasPrefix($0.folder) }.reduce(Set<String>()) {
          $0.union($1.words)
        }
        for name in Metric.declared.map(\.name) where text.contains("\"\(name)\"") && !words.contains(name) {
          found.append("\(path): \"\(name)\"")
        }
        files += 1
      }
    }
    #expect(files > 100, "the sources were not found")
    #expect(found.isEmpty, "take the metric from Records/Metrics: \(found.joined(separator: ", "))")
  }
}
