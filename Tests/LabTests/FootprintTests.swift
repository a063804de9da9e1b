import Records
import Testing
import Wire

@testable import Lab

@Suite("Memory footprints of a sweep")
struct FootprintTests {
  private static let host = HostFacts(facts: [
    .init("cpu.cache.l2", "1024K (CPUs 0)"), .init("cpu.cache.l3", "266240K (CPUs 0-1)"),
    .init("now.memory.available_bytes", "\(8 << 30)"),
  ])

  private func plan(_ change: (inout SweepRequest) -> Void) throws -> Plan {
    var request = SweepRequest()
    request.twins = 0
    request.messageBytes = [65536]
    request.flows = [1]
    request.primitives = ["two-copy", "one-copy"]
    change(&request)
    return try PlanBuilderTests.builder.plan(request)
  }

  @Test("words, sizes and ranges are read in the order typed, without repeats")
  func list() throws {
    #expect(try Footprint.list("hot,llc,cold", flag: "--footprint") == [.hot, .llc, .cold])
    #expect(
      try Footprint.list("64Mi,hot,1Mi..4Mi,hot", flag: "-f")
        == [.bytes(64 << 20), .hot, .bytes(1 << 20), .bytes(2 << 20), .bytes(4 << 20)])
    for text in ["warm", "hot,", "", "hot,4Qi", "0"] {
      let error = #expect(throws: UsageError.self) { try Footprint.list(text, flag: "--footprint") }
      #expect(error?.description.contains("is neither hot, llc, cold nor a size") == true)
    }
  }

  @Test("llc is half and cold twice the last-level cache of sysfs, and the note says so")
  func chosen() throws {
    let choice = try FootprintChoice([.hot, .llc, .cold, .bytes(64 << 20)], host: Self.host)
    #expect(choice.bytes == [nil, 130 << 20, 520 << 20, 64 << 20])
    #expect(
      choice.note
        == "message memory: hot = one message a flow, llc = 130Mi, cold = 520Mi, 64Mi; last-level cache "
        + "260Mi, cpu.cache.l3 of sysfs")
    #expect(try FootprintChoice([.hot], host: Self.host).note == nil)
    let second = try FootprintChoice(
      [.cold], host: HostFacts(facts: [.init("cpu.cache.l2", "1024K (CPUs 0)")]))
    #expect(second.bytes == [2 << 20])
  }

  @Test("without a cache in sysfs sizes can be named, words not")
  func noCache() throws {
    let host = HostFacts(facts: [.init("cpu.cache.l3", unavailable: "no such cache")])
    #expect(try FootprintChoice([.hot, .bytes(4 << 20)], host: host).bytes == [nil, 4 << 20])
    for word in [Footprint.llc, .cold] {
      let error = #expect(throws: UsageError.self) { try FootprintChoice([.hot, word], host: host) }
      #expect(error?.description.contains("sysfs shows no cache of this machine") == true)
      #expect(error?.description.contains("Name sizes") == true && error?.description.contains("\n") == false)
    }
  }

  @Test(
    "cells that differ in footprint are of different blocks; hot ones are those of a sweep without the axis")
  func cells() throws {
    let plain = try plan { _ in }
    let several = try plan { $0.footprintBytes = [nil, 4 << 20] }
    #expect(several.cells.count == 4 && Set(several.cells).count == 4)
    #expect(Set(several.cells.map(\.block)).count == 2)
    #expect(several.cells.filter { $0.options.footprintBytes == nil } == plain.cells)
    #expect("\(several.cells[2])".hasSuffix("over loopback from 4Mi of memory"))
  }

  @Test("a peer runs with hot memory only, and is refused where there is none")
  func peers() throws {
    let both = try plan {
      $0.peers = ["iperf3"]
      $0.footprintBytes = [nil, 4 << 20]
    }
    #expect(both.cells.filter { $0.primitive == "iperf3" }.map(\.options.footprintBytes) == [nil])
    let error = #expect(throws: UsageError.self) {
      try plan {
        $0.peers = ["iperf3"]
        $0.footprintBytes = [4 << 20]
      }
    }
    #expect(error?.description.contains("Use --footprint hot as well") == true)
  }

  @Test("more than half of the available memory is refused, headers and the allocator's own included")
  func memory() throws {
    let enough = try plan { $0.footprintBytes = [nil, 3 << 30] }
    try FootprintChoice.check(enough, host: Self.host)
    try FootprintChoice.check(enough, host: HostFacts())
    let large = try plan { $0.footprintBytes = [nil, 5 << 30] }
    let small = try plan {
      $0.footprintBytes = [nil, 3 << 30]
      $0.messageBytes = [64]
    }
    for plan in [large, small] {
      let error = #expect(throws: UsageError.self) { try FootprintChoice.check(plan, host: Self.host) }
      #expect(
        error?.description.contains("of which 8.0 GiB are available") == true, "\(error?.description ?? "")")
      #expect(error?.description.contains("\n") == false)
    }
  }

  @Test(
    "the announced duration has the memory of every sample and pilot in it, small messages with all they take"
  )
  func duration() throws {
    func added(_ bytes: Int, size: Int, _ warmup: Plan.Warmup) throws -> Double {
      let plans = try [nil, bytes].map { footprint in
        try plan {
          $0.footprintBytes = [footprint]
          $0.messageBytes = [size]
          $0.rounds = 10
          $0.warmup = warmup
        }
      }
      return (PlanDuration.estimate(plans[1]) - PlanDuration.estimate(plans[0])) / .seconds(1)
    }
    let fixed = Plan.Warmup.fixed(nanoseconds: 1_000_000)
    // Two primitives, ten rounds, within what was measured for a GiB in large messages.
    let gibibyte = try added(1 << 30, size: 65536, fixed)
    #expect((20 * 0.6...20 * 1.8).contains(gibibyte), "\(gibibyte)")
    let ratios = [
      (try added(1 << 28, size: 65536, fixed), 0.25), (try added(1 << 30, size: 256, fixed), 2.2),
      (try added(1 << 30, size: 65536, .pilot(minimumNanoseconds: 1_000_000)), 1.1),
    ]
    for (seconds, times) in ratios { #expect(abs(seconds / gibibyte / times - 1) < 0.05, "\(times)") }
  }
}
