import Records
import Testing

@testable import Analysis

@Suite("Shares of a CPU profile")
struct ProfileTests {
  private let cell = Cell(primitive: "two-copy", messageBytes: 4096, flows: 1, link: "loopback")

  private func sample(
    samples: Double, _ shares: [ProfileClass: Double], hidden: String? = nil, softirq: Double = 0
  ) -> Sample {
    var sample = Sample(cell: cell, round: 0, order: 0)
    sample.readings += ProfileClass.allCases.map { one in
      if let hidden, one.needsKernelSymbols { return Reading(one.metric, .sender, unavailable: hidden) }
      return Reading(one.metric, .sender, shares[one] ?? 0)
    }
    sample.readings += [
      Reading(ProfileMetrics.samples, .sender, samples), Reading(ProfileMetrics.lost, .sender, 2),
      Reading(ProfileMetrics.inSoftirq, .sender, softirq),
    ]
    return sample
  }

  @Test("samples of all rounds weigh the same, whichever window they fell into")
  func pooled() throws {
    let profile = try #require(
      CellProfile(
        [
          sample(samples: 100, [.tcpIP: 1], softirq: 0.5),
          sample(samples: 300, [.tcpIP: 0.2, .deferredCopy: 0.8]),
        ], side: .sender))
    #expect(profile.samples == 400 && profile.lost == 4)
    #expect(try profile.classes[.tcpIP]?.get().count == 160)
    #expect(try profile.classes[.deferredCopy]?.get().value == 0.6)
    #expect(try profile.classes[.userGather]?.get().count == 0)
    #expect(profile.inSoftirq?.value == 0.125)
  }

  @Test("a class that one sample could not tell is missing with the reason, the others are not")
  func hidden() throws {
    let profile = try #require(
      CellProfile(
        [
          sample(samples: 10, [.userGather: 1]),
          sample(samples: 10, [.userGather: 0.5], hidden: "kptr_restrict=1"),
        ],
        side: .sender))
    #expect(try profile.classes[.userGather]?.get().value == 0.75)
    #expect(throws: CellProfile.Missing(reason: "kptr_restrict=1")) { try profile.classes[.tcpIP]?.get() }
  }

  @Test("samples that were not profiled, failed or on another side make no profile")
  func none() {
    var failed = sample(samples: 10, [.tcpIP: 1])
    failed.failure = "lost"
    #expect(CellProfile([Sample(cell: cell, round: 0, order: 0), failed], side: .sender) == nil)
    #expect(CellProfile([sample(samples: 10, [.tcpIP: 1])], side: .receiver) == nil)
  }

  @Test("a window without a sample gives no share")
  func empty() throws {
    let profile = try #require(CellProfile([sample(samples: 0, [:])], side: .sender))
    #expect(throws: CellProfile.Missing(reason: "no sample fell into the window")) {
      try profile.classes[.tcpIP]?.get()
    }
  }

  /// Wilson's 95 % intervals as computed by R's prop.test(x, n, correct = FALSE).
  @Test(
    "the interval of a share is Wilson's",
    arguments: [
      (0.0, 50.0, 0.0, 0.07135), (10, 50, 0.11244, 0.33037), (25, 50, 0.36645, 0.63355), (50, 50, 0.92865, 1),
    ])
  func wilson(count: Double, samples: Double, lower: Double, upper: Double) {
    let interval = ProfileShare(count: count, samples: samples).interval
    #expect(abs(interval.lower - lower) < 1e-4)
    #expect(abs(interval.upper - upper) < 1e-4)
  }
}

@Suite("Attribution of CPU time")
struct AttributionTests {
  private func sample(busy: Double, sender: Double, softirq: Double?, other: Double? = 50) -> Sample {
    var sample = Sample(
      cell: Cell(primitive: "two-copy", messageBytes: 4096, flows: 1, link: "loopback"), round: 0, order: 0)
    func add(_ name: String, _ side: Side, _ value: Double?) {
      sample.readings.append(
        Reading(
          metric: name, side: side, storedValue: value, storedReason: value == nil ? "no schedstat" : nil,
          enabledNanoseconds: nil, runningNanoseconds: nil))
    }
    add("machine_elapsed", .machine, 500)
    add("cpu_count", .machine, 2)
    add("cpu_busy", .machine, busy)
    add("cpu_sender_flows", .machine, sender)
    add("cpu_receiver_flows", .machine, 100)
    add("cpu_other", .machine, other)
    add("cpu_residual", .machine, 20)
    if let softirq {
      add(ProfileMetrics.inSoftirq.name, .sender, softirq)
      add(ProfileMetrics.inSoftirq.name, .receiver, 0.5)
    }
    return sample
  }

  @Test("terms are shares of CPUs x window, medians over samples")
  func shares() throws {
    let attribution = try #require(
      CellAttribution([400, 600, 500].map { sample(busy: $0, sender: $0 / 2, softirq: nil) }))
    #expect(attribution.busy == 0.5)
    #expect(attribution.shares[MachineMetrics.senderFlows] == 0.25)
    #expect(attribution.residual == 0.02)
    #expect(attribution.softirqInThreads == nil)
    #expect(
      !CellAttribution.terms.contains {
        $0.metric == MachineMetrics.residual || $0.metric.name.contains("softirq_")
      })
  }

  @Test("softirq work inside threads is a part of their time")
  func softirq() throws {
    let attribution = try #require(CellAttribution([sample(busy: 500, sender: 400, softirq: 0.25)]))
    // A quarter of 40 % and half of 10 %.
    #expect(attribution.softirqInThreads.map { abs($0 - 0.15) < 1e-12 } == true)
  }

  @Test("a term that was not read has its reason and no share")
  func missing() throws {
    let attribution = try #require(
      CellAttribution([sample(busy: 500, sender: 400, softirq: nil, other: nil)]))
    #expect(attribution.shares[MachineMetrics.other] == nil)
    #expect(attribution.reasons[MachineMetrics.other] == "no schedstat")
  }
}
