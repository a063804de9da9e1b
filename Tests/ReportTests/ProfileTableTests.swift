import Analysis
import Records
import Testing

@testable import Report

@Suite("Tables of profile and attribution")
struct ProfileTableTests {
  private func profiled(_ primitive: String, _ shares: [ProfileClass: Double], hidden: String? = nil)
    -> Sample
  {
    var sample = Fixture.sample(Fixture.cell(primitive, 256 << 10), round: 0, gigabits: 10)
    for side in [Side.sender, .receiver, .machine] {
      sample.readings += ProfileClass.allCases.map { one in
        if let hidden, one.needsKernelSymbols { return Reading(one.metric, side, unavailable: hidden) }
        return Reading(one.metric, side, shares[one] ?? 0)
      }
      sample.readings += [
        Reading(ProfileMetrics.samples, side, 1000), Reading(ProfileMetrics.lost, side, 3),
        Reading(ProfileMetrics.inSoftirq, side, 0.25),
      ]
    }
    sample.caveats = [Caveats.profileTimer]
    return sample
  }

  private func table(_ samples: [Sample], kernel: String? = "6.18.44") -> String {
    let profiles = Dictionary(grouping: samples, by: \.cell).mapValues { samples in
      StoredSweep.Profiles(
        sender: CellProfile(samples, side: .sender), receiver: CellProfile(samples, side: .receiver),
        machine: CellProfile(samples, side: .machine))
    }
    let isByTimer = samples.contains { $0.caveats.contains(Caveats.profileTimer) }
    let cells = Fixture.primitives.map { Fixture.cell($0, 256 << 10) }
    return ProfileTable(profiles, cells: cells, kernel: kernel, isByTimer: isByTimer).text()
  }

  @Test("each class is a row with shares and errors; what was never seen is a point, in 120 columns")
  func rows() throws {
    let text = table([
      profiled("two-copy", [.userGather: 0.25, .copyToKernel: 0.75]),
      profiled("one-copy", [.copyToKernel: 1]), profiled("zero-copy", [.deferredCopy: 1]),
    ])
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.count <= 120 })
    #expect(lines[0] == "profile of 256Ki x 1 over loopback: % of CPU samples")
    let gather = try #require(lines.first { $0.hasPrefix("user gather") })
    #expect(gather.split(separator: " ").suffix(9).joined(separator: " ").hasSuffix(". . . . . ."))
    #expect(gather.contains("25.0 ±2.8"))
    for one in ProfileClass.allCases { #expect(lines.contains { $0.hasPrefix(one.title) }) }
    #expect(try #require(lines.first { $0.hasPrefix("samples") }).contains("1000"))
    #expect(try #require(lines.first { $0.hasPrefix("(in softirq)") }).contains("25.0 ±"))
  }

  @Test("it says what a timer cannot see, which kernels were checked, and how much is unknown")
  func notes() {
    let text = table([profiled("two-copy", [.unknown: 0.031, .tcpIP: 0.969])])
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains("cannot see inside sections with interrupts off"))
    #expect(text.contains("checked on Linux 6.18; this is 6.18.44"))
    #expect(text.contains("Unknown, at most: 3.1 %"))
  }

  @Test("hidden symbols are dashes with the reason underneath, never 0")
  func hidden() throws {
    let text = table([profiled("two-copy", [.userGather: 0.5], hidden: "kptr_restrict=1")])
    let lines = text.split(separator: "\n")
    let pinning = try #require(lines.first { $0.hasPrefix("page pinning") })
    #expect(pinning.split(separator: " ").suffix(3) == ["-", "-", "-"])
    #expect(lines.contains("- not sampled (sender): kptr_restrict=1"))
  }

  @Test("without a profiled sample there is no table")
  func nothing() {
    #expect(table([Fixture.sample(Fixture.cell("two-copy", 256 << 10), round: 0, gigabits: 1)]).isEmpty)
  }

  @Test("attribution shows terms, residual and the sampled part apart, and how the kernel accounts")
  func attribution() throws {
    let cell = Fixture.cell("two-copy")
    var sample = Fixture.sample(cell, round: 0, gigabits: 1)
    let figures: [(String, Double)] = [
      ("machine_elapsed", 400), ("cpu_count", 2), ("cpu_busy", 600), ("cpu_sender_flows", 200),
      ("cpu_receiver_flows", 100), ("cpu_ksoftirqd", 0), ("cpu_control", 8), ("cpu_residual", -12),
    ]
    sample.readings += figures.map { Fixture.reading($0, .machine, $1) }
    sample.readings.append(Fixture.unread("cpu_other", .machine, "no other thread in this /proc"))
    let attributions = [cell: try #require(CellAttribution([sample]))]
    let text = AttributionTable(attributions, cells: [cell], accounting: "TICK_CPU_ACCOUNTING").text()
    let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("two-copy 4Ki x 1") })
    #expect(
      row.split(separator: " ").suffix(8) == ["75.0", "25.0", "12.5", "0.0", "1.0", "-", "-1.5", "-"])
    #expect(text.contains("TICK_CPU_ACCOUNTING"))
    #expect(text.contains("- not read: cpu_other: no other thread in this /proc"))
  }
}
