import Foundation
import Records
import Testing

@testable import Lab

@Suite("Builds that cannot do what a sweep asks for", .serialized, .timeLimit(.minutes(1)))
struct VariantCheckTests {
  /// The real worker as another build: what it says passes through this sed script.
  private func worker(saying script: String, in fixture: SweepFixture) throws -> String {
    let path = "\(fixture.directory)/old-worker"
    try "#!/bin/sh\n\(fixture.worker) | sed -u '\(script)'\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  /// Takes the list of what it knows out of the hello.
  private static let withoutList = #"s/"jobOptions":\[[^]]*\],//"#

  private func plan(_ path: String, _ change: (inout Plan) -> Void = { _ in }) -> Plan {
    var plan = smallPlan(primitives: ["two-copy"])
    plan.variants = [.init(name: "default", path: ""), .init(name: "old", path: path)]
    change(&plan)
    plan.cells += plan.cells.map {
      var cell = $0
      cell.variant = "old"
      return cell
    }
    return plan
  }

  private func refusal(of plan: Plan, _ fixture: SweepFixture) async -> String {
    let error = await #expect(throws: UsageError.self) {
      try await VariantCheck(plan, worker: fixture.worker).run()
    }
    let text = error?.description ?? ""
    #expect(text.contains("--variant old=") && text.contains("nothing was run") && !text.contains("\n"))
    return text
  }

  @Test("an option that an older worker would ignore is refused by name; without it the worker takes part")
  func option() async throws {
    let fixture = try SweepFixture()
    let old = try worker(saying: Self.withoutList, in: fixture)
    try await VariantCheck(plan(old), worker: fixture.worker).run()
    let cold = await refusal(of: plan(old) { $0.cells[0].options.footprintBytes = 4 << 20 }, fixture)
    #expect(cold.contains("does not say that it knows cell.options.footprintBytes = 4194304"), "\(cold)")
    let profiled = await refusal(of: plan(old) { $0.instruments = Instruments(profile: true) }, fixture)
    #expect(profiled.contains("does not say that it knows instruments.profile = true"), "\(profiled)")
    try await VariantCheck(
      plan(fixture.worker) {
        $0.cells[0].options.footprintBytes = 4 << 20
        $0.instruments = Instruments(profile: true)
      }, worker: fixture.worker
    ).run()
    #expect(await eventually { fixture.processes().isEmpty })
  }

  @Test("an option of cells that another build runs is none of an older worker's")
  func otherCells() async throws {
    let fixture = try SweepFixture()
    var plan = plan(try worker(saying: Self.withoutList, in: fixture))
    plan.cells[0].options.footprintBytes = 4 << 20
    try await VariantCheck(plan, worker: fixture.worker).run()
    plan.refinements = [[plan.cells[0]]]
    plan.refinements[0][0].variant = "old"
    _ = await refusal(of: plan, fixture)
  }

  @Test("a primitive that a build does not have is refused with those it has")
  func primitive() async throws {
    let fixture = try SweepFixture()
    let old = try worker(saying: #"s/"name":"two-copy"/"name":"gather"/"#, in: fixture)
    let text = await refusal(of: plan(old), fixture)
    #expect(text.contains("has no primitive two-copy") && text.contains("gather, one-copy"), "\(text)")
  }

  @Test("a build that speaks another protocol is refused; one that says nothing fails with what happened")
  func stranger() async throws {
    let fixture = try SweepFixture()
    let old = try worker(saying: #"s/"version":[0-9]*}$/"version":99}/"#, in: fixture)
    let text = await refusal(of: plan(old), fixture)
    #expect(text.contains("control protocol 99"), "\(text)")
    await #expect(throws: OperationError.self) {
      try await VariantCheck(plan("/bin/true"), worker: fixture.worker).run()
    }
  }
}
