import Foundation
import Lab
import Records
import Testing

@testable import Archive
@testable import Sessions

/// A directory with an archive and a copy of the worker, gone when the test is over.
final class SessionFixture: Sendable {
  let directory: String
  let worker: String

  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  init() throws {
    directory = NSTemporaryDirectory() + "copycost-session-\(UUID().uuidString)"
    worker = "\(directory)/copycost-worker"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let test = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let built = URL(fileURLWithPath: test).deletingLastPathComponent().appendingPathComponent(
      "copycost-worker")
    try FileManager.default.copyItem(atPath: built.path, toPath: worker)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  var session: SweepSession {
    SweepSession(archivePath: path("a.db"), worker: worker, tools: directory, isQuiet: true)
  }

  /// A small sweep over loopback, quickly done.
  static func request(_ change: (inout SweepRequest) -> Void) -> SweepRequest {
    var request = SweepRequest()
    request.windowNanoseconds = 60_000_000
    request.warmup = .fixed(nanoseconds: 20_000_000)
    (request.twins, request.makesLedgers, request.rounds) = (0, false, 1)
    (request.messageBytes, request.flows) = ([16384], [1])
    change(&request)
    return request
  }

  /// Runs a sweep to its end with CSV and JSON beside its archive, and answers what it showed.
  func sweep(_ change: (inout SweepRequest) -> Void) async throws -> (samples: [Sample], shown: String) {
    var begun = try await session.begin(Self.request(change))
    try await session.run(&begun)
    var shown = ""
    _ = try await session.conclude(begun, SweepOutputs(csv: path("a.csv"), json: path("a.json"))) {
      shown += $0
    }
    return (try begun.archive.samples(sweep: begun.sweep.id), shown)
  }

  func rows() throws -> CSVRows { try CSVRows(text("a.csv")) }
}

/// Every sample counts, bytes are conserved, and zero-copy shows its completions and what became of them.
func expectSound(_ samples: [Sample]) {
  for sample in samples {
    #expect(sample.failure == nil, "\(sample.cell): \(sample.failure ?? "")")
    let violations = sample.caveats.filter { ["conservation", "path", "strangers"].contains($0.kind) }
    #expect(violations.isEmpty, "\(sample.cell)")
  }
  // Of a cell, not of a sample: on a full machine threads may sleep through a window of milliseconds.
  for (cell, samples) in Dictionary(grouping: samples, by: \.cell) {
    func most(_ metric: String) -> Double { samples.compactMap { $0.value(metric, .flow) }.max() ?? 0 }
    #expect(most("goodput") > 0, "\(cell)")
    guard cell.primitive == "zero-copy" else { continue }
    // On one host the receiver's end copies every zero-copy send after all.
    #expect(most("zerocopy_completions") > 0 && most("zerocopy_copied_low") > 0, "\(cell)")
    #expect(most("zerocopy_copied_high") >= most("zerocopy_copied_low"), "\(cell)")
  }
}
