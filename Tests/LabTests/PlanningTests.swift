import Records
import Testing
import Wire

@testable import Lab

@Suite("Axes as typed") struct AxisTests {
  @Test(
    "lists, ranges by doubling and ranges by a factor, in the order typed, without repeats",
    arguments: [
      ("64", [64]), ("64,4Ki", [64, 4096]), ("4Ki,64,4Ki", [4096, 64]),
      ("64..1Ki", [64, 128, 256, 512, 1024]),
      ("64..1000", [64, 128, 256, 512]), ("64..4Ki:x4", [64, 256, 1024, 4096]), ("7..7", [7]),
      ("1..8:x3,5,1", [1, 3, 5]), ("1Mi..4Mi", [1 << 20, 2 << 20, 4 << 20]), ("16kib,1M", [16384, 1 << 20]),
    ])
  func sizes(text: String, expected: [Int]) throws {
    #expect(try Axis.sizes(text, flag: "--size") == expected)
  }

  @Test(
    "what cannot be read is a usage error that names the part and the flag",
    arguments: [
      ("", ""), ("64,", ""), ("a", "a"), ("64,b,4", "b"), ("64..", "64.."), ("..64", "..64"),
      ("128..64", "128..64"),
      ("0", "0"), ("-1", "-1"), ("64..4Ki:4", "64..4Ki:4"), ("64..4Ki:x1", "64..4Ki:x1"),
      ("64..4Ki:x", "64..4Ki:x"),
      ("1.5Ki", "1.5Ki"), ("64 Ki", "64 Ki"), ("99999999999999999999", "99999999999999999999"),
      ("9223372036854775807Ki", "9223372036854775807Ki"),
    ])
  func mistakes(text: String, part: String) {
    let error = #expect(throws: UsageError.self) { try Axis.sizes(text, flag: "--size") }
    #expect(error?.description.contains("`\(part)` is not a size or a range (--size \(text))") == true)
  }

  @Test("counts take digits only; 0 is left to the plan, which says what may be asked for")
  func counts() throws {
    #expect(try Axis.counts("1,2,4..16", flag: "--flows") == [1, 2, 4, 8, 16])
    #expect(try Axis.counts("0", flag: "--flows") == [0])
    for text in ["1Ki", "+1", "-1", "1e3", "0..4", "\u{0663}"] {
      #expect(throws: UsageError.self) { try Axis.counts(text, flag: "--flows") }
    }
  }

  @Test("a range up to the largest number ends")
  func overflow() throws {
    let sizes = try Axis.sizes("1..4611686018427387903", flag: "--size")
    #expect(sizes.count == 62 && sizes.last == 1 << 61)
  }
}

@Suite("Message sizes") struct MessageSizeTests {
  @Test("what is printed reads back as the same size, and whole units are printed as such")
  func roundTrip() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<2000 {
      let size = MessageSize(1 + generator.nextIndex(1 << (1 + generator.nextIndex(40))))
      #expect(MessageSize(parsing: size.description) == size)
    }
    for (bytes, text) in [
      (1, "1"), (1023, "1023"), (1024, "1Ki"), (1025, "1025"), (65536, "64Ki"), (1 << 20, "1Mi"),
      (3 << 20, "3Mi"), (1 << 30, "1Gi"), ((1 << 30) + 1024, "1048577Ki"),
    ] {
      #expect(MessageSize(bytes).description == text)
    }
  }

  @Test(
    "units of 1000 and nonsense are refused",
    arguments: ["", "Ki", "0", "-4", "64Kb", "64k b", "0x40", "4.0"])
  func refused(text: String) {
    #expect(MessageSize(parsing: text) == nil)
  }
}

@Suite("Plans") struct PlanBuilderTests {
  static let builder = PlanBuilder(
    senders: [
      PrimitiveDescription(name: "two-copy", aliases: ["A1"], summary: "", calls: [], memory: ""),
      PrimitiveDescription(name: "one-copy", aliases: ["A2"], summary: "", calls: [], memory: ""),
      PrimitiveDescription(name: "zero-copy", aliases: ["A3"], summary: "", calls: [], memory: ""),
    ],
    receivers: [PrimitiveDescription(name: "read", summary: "", calls: [], memory: "")],
    peers: ["iperf3"], links: ["loopback", "veth"], cpus: 4)

  private func request(_ change: (inout SweepRequest) -> Void) -> SweepRequest {
    var request = SweepRequest()
    request.twins = 0
    change(&request)
    return request
  }

  @Test("the assignment is 48 cells: three primitives, four sizes, four numbers of flows")
  func assignment() throws {
    var request = try Presets.request(named: "assignment")
    request.twins = 0
    let plan = try Self.builder.plan(request)
    #expect(plan.cells.count == 48)
    #expect(Set(plan.cells).count == 48)
    #expect(Set(plan.cells.map(\.block)).count == 16)
  }

  @Test("aliases, repeats and unresolved pinning do not reach the plan")
  func resolved() throws {
    let plan = try Self.builder.plan(
      request {
        $0.primitives = ["A3", "zero-copy", "A1"]
        $0.messageBytes = [64]
        $0.flows = [1, 4]
      })
    #expect(plan.cells.map(\.primitive) == ["zero-copy", "two-copy", "zero-copy", "two-copy"])
    #expect(plan.cells.map(\.options.pinning) == [.split, .split, .none, .none])
  }

  @Test("the baseline is what was typed, else two-copy where the sweep has it")
  func baseline() throws {
    #expect(try Self.builder.plan(request { _ in }).baseline == "two-copy")
    #expect(try Self.builder.plan(request { $0.primitives = ["A3", "A2"] }).baseline == nil)
    #expect(try Self.builder.plan(request { $0.baseline = "A2" }).baseline == "one-copy")
    let check = try Self.builder.plan(
      request {
        $0.baseline = "one-copy"
        $0.repetition.selfCheckPairs = 2
      })
    #expect(check.baseline == "one-copy")
  }

  @Test("variants multiply our primitives, never the peers")
  func variants() throws {
    let plan = try Self.builder.plan(
      request {
        $0.primitives = ["two-copy"]
        $0.peers = ["iperf3"]
        $0.messageBytes = [64]
        $0.flows = [1]
        $0.variants = [.init(name: "default", path: ""), .init(name: "new", path: "/x")]
      })
    #expect(
      plan.cells.map { "\($0.primitive) \($0.variant)" } == [
        "two-copy default", "two-copy new", "iperf3 default",
      ])
  }

  private static let mistakes: [(String, @Sendable (inout SweepRequest) -> Void)] = [
    ("message size 7 is below 8 fields", { $0.messageBytes = [64, 7] }),
    ("above 1Gi", { $0.messageBytes = [2 << 30] }),
    ("0 flows", { $0.flows = [1, 0] }), ("1025 flows", { $0.flows = [1025] }),
    ("-1 flows", { $0.flows = [-1] }),
    ("Did you mean two-copy?", { $0.primitives = ["tow-copy"] }),
    ("Did you mean one-copy?", { $0.baseline = "onecopy" }),
    ("--baseline iperf3 is not known here", { ($0.peers, $0.baseline) = (["iperf3"], "iperf3") }),
    (
      "choose among one-copy",
      { ($0.primitives, $0.baseline) = (["one-copy"], "two-copy") }
    ),
    ("Did you mean read?", { $0.receives = ["raed"] }), ("Did you mean iperf3?", { $0.peers = ["iperf"] }),
    ("Did you mean veth?", { $0.links = ["vteh"] }),
    ("a window of 0 ns", { $0.windowNanoseconds = 0 }),
    ("a window of 999999 ns", { $0.windowNanoseconds = 999_999 }),
    ("--rounds 0", { $0.rounds = 0 }), ("--messages 0", { $0.options.messagesPerFlow = 0 }),
    ("--fields 0", { $0.options.fields = 0 }),
    (
      "--fields 1025",
      {
        $0.options.fields = 1025
        $0.messageBytes = [4096]
      }
    ),
    ("--receive-buffer", { $0.receiveBufferBytes = [0] }), ("no primitive", { $0.primitives = [] }),
    ("no receive primitive", { $0.receives = [] }), ("no link", { $0.links = [] }),
  ]

  @Test("each value that cannot be run is a usage error of one line", arguments: mistakes.indices)
  func refused(index: Int) {
    let (words, change) = Self.mistakes[index]
    let error = #expect(throws: UsageError.self) { try Self.builder.plan(request(change)) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false && error?.description.hasSuffix(".") == true)
  }

  @Test("the limits themselves can be run")
  func limits() throws {
    let plan = try Self.builder.plan(
      request {
        $0.messageBytes = [8, 1 << 30]
        $0.flows = [1, 1024]
        $0.windowNanoseconds = 1_000_000
        $0.rounds = 1
        $0.options.messagesPerFlow = 1
        $0.receiveBufferBytes = [1]
      })
    #expect(plan.cells.count == 12)
  }

  @Test("nothing is suggested for a word that is near nothing")
  func nearest() {
    #expect(NearestName.of("two_copy", among: ["one-copy", "two-copy"]) == "two-copy")
    #expect(NearestName.of("TWO-COPY", among: ["one-copy", "two-copy"]) == "two-copy")
    #expect(NearestName.of("xyz", among: ["one-copy", "two-copy"]) == nil)
    #expect(NearestName.of("a", among: []) == nil)
  }
}

@Suite("The order of a round") struct RoundOrderTests {
  private func plan(seed: UInt64) -> Plan {
    var plan = Plan(
      cells: (1...24).map { Cell(primitive: "two-copy", messageBytes: 8 * $0, flows: 1, link: "loopback") },
      rounds: 50, seed: seed, windowNanoseconds: 1, warmup: .fixed(nanoseconds: 0))
    plan.refinements = [[Cell(primitive: "one-copy", messageBytes: 8, flows: 1, link: "loopback")]]
    return plan
  }

  @Test(
    "every cell comes once, refinements last; same seed and round, same order; other rounds and seeds differ")
  func order() {
    var seen: Set<[Cell]> = []
    for seed in [0, 1, UInt64.max] {
      for round in 0..<50 {
        let cells = RoundOrder.cells(of: plan(seed: seed), round: round)
        #expect(cells.count == 25 && Set(cells) == Set(plan(seed: seed).allCells))
        #expect(cells.last?.primitive == "one-copy")
        #expect(RoundOrder.cells(of: plan(seed: seed), round: round) == cells)
        seen.insert(cells)
      }
    }
    #expect(seen.count == 150)
  }

  @Test("no cell prefers a place: each comes first about as often as any other")
  func unbiased() {
    let firsts = (0..<2400).map { RoundOrder.cells(of: plan(seed: 5), round: $0)[0].messageBytes }
    let counts = Dictionary(grouping: firsts) { $0 }.mapValues(\.count)
    #expect(counts.count == 24)
    // 100 expected, standard deviation 9.8: six of them.
    #expect(counts.values.allSatisfy { (41...159).contains($0) }, "\(counts)")
  }
}

@Suite("CPUs of the flow threads") struct FlowPlacementTests {
  private func cpus(_ pinning: Pinning, flows: Int, _ side: Side, allowed: [Int]) -> [[Int]] {
    var cell = Cell(primitive: "two-copy", messageBytes: 64, flows: flows, link: "loopback")
    cell.options.pinning = pinning
    return FlowPlacement.cpus(for: cell, side: side, allowed: allowed)
  }

  @Test("split deals one half to the senders and the other to the receivers, one CPU a thread")
  func split() {
    #expect(cpus(.split, flows: 2, .sender, allowed: [0, 1, 2, 3]) == [[0], [1]])
    #expect(cpus(.split, flows: 2, .receiver, allowed: [0, 1, 2, 3]) == [[2], [3]])
    #expect(cpus(.split, flows: 3, .sender, allowed: [4, 9, 11]) == [[4], [4], [4]])
    #expect(cpus(.split, flows: 3, .receiver, allowed: [4, 9, 11]) == [[9], [11], [9]])
  }

  @Test("pair gives both ends of a flow one CPU")
  func pair() {
    for side in [Side.sender, .receiver] {
      #expect(cpus(.pair, flows: 3, side, allowed: [2, 5]) == [[2], [5], [2]])
    }
  }

  @Test("auto splits while there is a CPU for each thread, and leaves the threads free otherwise")
  func automatic() {
    #expect(cpus(.auto, flows: 1, .receiver, allowed: [0, 1]) == [[1]])
    #expect(cpus(.auto, flows: 2, .sender, allowed: [0, 1]) == [[], []])
    #expect(cpus(.split, flows: 1, .sender, allowed: [0]) == [[]], "one CPU has no halves")
    #expect(cpus(.none, flows: 2, .sender, allowed: [0, 1, 2, 3]) == [[], []])
    #expect(cpus(.pair, flows: 1, .sender, allowed: []) == [[]])
  }
}
