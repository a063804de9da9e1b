import Records
import Testing

@testable import Lab

@Suite("The workers of a resumed sweep")
struct ResumedWorkersTests {
  @Test("a resumed plan runs a worker that is not the installed one only when it was named again")
  func resumed() throws {
    let plan = Plan(
      cells: [], rounds: 1, seed: 0, windowNanoseconds: 1, warmup: .fixed(nanoseconds: 0),
      variants: [
        .init(name: "default", path: ""), .init(name: "same", path: "/i/copycost-worker"),
        .init(name: "new", path: "/o/it's"), .init(name: "new~twin", path: "/o/it's"),
      ])
    func check(_ named: [Plan.Variant]) throws {
      try ResumedWorkers(plan: plan, installed: "/i/copycost-worker", named: named).check(archive: "a.db")
    }
    #expect { try check([]) } throws: {
      "\($0)".contains("--resume --archive a.db --variant 'new=/o/it'\\''s'") && !"\($0)".contains("twin")
    }
    #expect(throws: UsageError.self) { try check([.init(name: "new", path: "/o/other")]) }
    #expect(throws: UsageError.self) {
      try check([.init(name: "new", path: "/o/it's"), .init(name: "more", path: "/o/it's")])
    }
    try check([.init(name: "new", path: "/o/it's")])
    let lines = ResumedWorkers(plan: plan, installed: "/i/copycost-worker", named: []).lines
    #expect(lines.count == 4 && lines[0].hasSuffix("/i/copycost-worker, the installed one"))
    #expect(lines[2].contains("/o/it'\\''s"))
  }
}
