import Archive
import Records
import Testing

@Suite("What a sweep compares with", .serialized, .timeLimit(.minutes(1)))
struct BaselineTests {
  private func sweep(_ baseline: String, in scratch: Scratch) async throws -> Outcome {
    let axes = ["--size", "4Ki", "--flows", "1", "--rounds", "3", "--baseline", baseline]
    return try await end(
      of: start(["sweep"] + axes + small + ["--archive", scratch.path("a.db")], in: scratch))
  }

  @Test("--baseline says it; it is stored, with the descriptions of all primitives of the worker")
  func stored() async throws {
    let scratch = try Scratch()
    let outcome = try await sweep("A2", in: scratch)
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    // On a machine that is too busy for verdicts the column of the comparison is there all the same.
    let heads = try #require(outcome.outputLines.dropFirst().first)
    #expect(heads.contains(" one-copy ") && !heads.contains("two-copy"), "\(outcome.output)")
    let stored = try #require(try SampleArchive(reading: scratch.path("a.db")).sweep(1))
    #expect(stored.plan.baseline == "one-copy")
    #expect(stored.senders.map(\.name).contains("contiguous"))
    #expect(stored.senders.named("A3")?.lends == .untilCompletion)
    #expect(stored.receivers.named("truncate")?.discards == true)
  }

  @Test("a primitive that the sweep does not have, and one that there is not, are usage errors")
  func refused() async throws {
    let scratch = try Scratch()
    let absent = try await sweep("contiguous", in: scratch)
    #expect(absent.status == .exited(2))
    #expect(absent.errors.contains("--baseline contiguous is not among the primitives of the sweep"))
    #expect(absent.errors.contains("Add it to --primitive"))
    let unknown = try await sweep("onecopy", in: scratch)
    #expect(unknown.status == .exited(2) && unknown.errors.contains("Did you mean one-copy?"))
  }
}
