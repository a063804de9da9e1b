import Foundation
import Lab
import Processes
import Records
import Testing

/// The page in Chromium, used as a reader would.
struct ReportBrowserTests {
  /// What browser.py saw.
  private struct Seen: Decodable {
    struct Plot: Decodable {
      var id: String
      var state: String
      var expected: Int
      var drawn: Int
      var alternative: String?
    }
    var loaded: Bool
    var plots: [Plot]
    var text: String
    var hostile: String
    var overflow: Bool
    var light: [String?]
    var dark: [String?]
    var tooltip: String?
    var before: Int?
    var after: Int?
    var requests: [String]
    var errors: [String]
    /// Of the browser's console, where Vega complains.
    var warnings: [String]
  }

  private func look(at page: String) async throws -> Seen {
    let program = "\(Built.package)/Tests/ReportTests/Resources/browser.py"
    let outcome = try await ChildProcess.collect(["/usr/bin/python3", program, page], within: .seconds(150))
    try #require(outcome.status.isSuccess, "\(outcome.standardErrorTail)")
    return try JSONDecoder().decode(Seen.self, from: Data(outcome.output.utf8))
  }

  @Test(
    "Every chart is drawn with its marks, answers hover and legend clicks, follows dark mode, and asks nobody"
  )
  func use() async throws {
    let scratch = try Scratch()
    try ReportArchive.make(scratch.path("a.db"))
    try #require(
      try await copycost("report", scratch.path("a.db"), "--out", scratch.path("out")).status == .exited(0))
    let seen = try await look(at: scratch.path("out/report.html"))
    #expect(seen.loaded)
    #expect(seen.errors.isEmpty && seen.warnings.isEmpty, "\(seen.errors) \(seen.warnings)")
    #expect(seen.requests.isEmpty)
    #expect(!seen.overflow)
    #expect(seen.plots.count >= 4)
    for plot in seen.plots {
      #expect(plot.state == "drawn", "\(plot.id)")
      #expect(plot.drawn == plot.expected, "\(plot.id)")
      #expect(plot.alternative?.isEmpty == false && plot.alternative != "Vega visualization", "\(plot.id)")
    }
    #expect(seen.tooltip?.contains("copy") == true)
    let (before, after) = (try #require(seen.before), try #require(seen.after))
    #expect(before > after)
    #expect(seen.light[0] != seen.dark[0])
    #expect(seen.light[2] != seen.dark[2])
  }

  @Test(
    "A hostile label in variant, host, caveat and note is text, and no code of it runs",
    arguments: ["<script>window.hostile=1</script>", "\"><img src=x onerror=window.hostile=1>"])
  func hostile(label: String) async throws {
    let scratch = try Scratch()
    try ReportArchive.make(scratch.path("a.db"), hostile: label)
    try #require(
      try await copycost("report", scratch.path("a.db"), "--out", scratch.path("out")).status == .exited(0))
    let seen = try await look(at: scratch.path("out/report.html"))
    #expect(seen.hostile == "text")
    #expect(seen.text.contains(label))
    #expect(seen.requests.isEmpty)
    #expect(seen.errors.isEmpty)
    #expect(seen.plots.allSatisfy { $0.state == "drawn" })
  }
}
