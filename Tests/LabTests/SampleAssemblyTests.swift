import Records
import Testing
import Wire

@testable import Lab

/// Both ends of a job as they would report it, for a test to falsify one figure.
private struct Job {
  var cell = Cell(primitive: "zero-copy", messageBytes: 1000, flows: 2, link: "veth")
  var schedule = Schedule(start: 0, open: 1_000_000_000, close: 1_400_000_000, deadline: 9_000_000_000)
  var sender: EndReport
  var receiver: EndReport
  var movesBytes = true

  init() {
    let opened = EndReport.Edge(traffic: 1_000_010_000, ended: 1_000_200_000)
    let closed = EndReport.Edge(traffic: 1_400_010_000, ended: 1_400_200_000)
    let flow = FlowReport(
      whole: Traffic(messages: 600, bytes: 600_000), zerocopySends: 600, zerocopyCompletions: 600)
    sender = EndReport(
      job: 1, opened: opened, closed: closed, window: Traffic(messages: 1010, bytes: 1_010_000),
      flows: [flow, flow],
      readings: [
        Reading(metric("cpu_time"), .sender, 400_000_000), Reading(metric("elapsed"), .sender, 400_000_000),
        Reading(TrafficMetrics.zerocopyOutstandingOpen, .flow, 16),
        Reading(TrafficMetrics.zerocopyOutstandingClose, .flow, 20),
        Reading(TrafficMetrics.zerocopySends, .flow, 1010),
        Reading(metric("cpu_busy"), .machine, 700_000_000),
      ],
      device: DeviceTraffic(
        name: "veth-sender", transmittedBytes: 1_200_000 + 66 * 30, segments: 30, retransmits: 0))
    receiver = EndReport(
      job: 1, opened: opened, closed: closed, window: Traffic(messages: 0, bytes: 1_000_000),
      flows: [FlowReport(whole: Traffic(bytes: 600_000)), FlowReport(whole: Traffic(bytes: 600_000))],
      readings: [
        Reading(metric("cpu_time"), .receiver, unavailable: "no such file"),
        Reading(metric("elapsed"), .receiver, 400_000_000),
      ],
      slices: [Slice(nanoseconds: 20_000_000, receivedBytes: 50_000)])
  }

  func sample() -> Sample {
    SampleAssembly(
      cell: cell, sender: sender, receiver: receiver, schedule: schedule, cpus: 4, movesBytes: movesBytes
    ).sample(round: 3, order: 5)
  }

  /// Kinds of the caveats of the sample.
  var kinds: [String] { sample().caveats.map(\.kind) }
}

private func metric(_ name: String) -> Metric {
  Metric(name, unit: "ns", better: .lower, source: .schedstat, "For a test.")
}

@Suite("One sample of what both ends report") struct SampleAssemblyTests {
  @Test("a sound job has no caveat, and its figures follow from the receiver's bytes and window")
  func sound() {
    let sample = Job().sample()
    #expect(sample.caveats == [] && sample.failure == nil)
    #expect(sample.round == 3 && sample.order == 5)
    #expect(sample.value("window", .flow) == 400_000_000)
    #expect(sample.value("received_bytes", .flow) == 1_000_000)
    #expect(sample.value("sent_bytes", .flow) == 1_010_000)
    #expect(sample.value("messages", .flow) == 1000)
    #expect(sample.value("goodput", .flow) == 20_000_000)
    #expect(sample.value("message_interval", .flow) == 800_000)
    #expect(sample.slices.count == 1)
  }

  @Test("service demand is CPU time per received byte and message, and unread where the CPU time was")
  func demand() {
    let sample = Job().sample()
    #expect(sample.value("cpu_ns_per_byte", .sender) == 400)
    #expect(sample.value("cpu_ns_per_message", .sender) == 400_000)
    #expect(sample.value("cpu_ns_per_byte", .machine) == 700)
    #expect(sample.reading("cpu_ns_per_byte", .receiver)?.value == nil)
    #expect(sample.reading("cpu_ns_per_byte", .receiver)?.reason == "no such file")
  }

  @Test("nothing received is a reason for every ratio, never a 0 or an infinity")
  func nothing() {
    var job = Job()
    job.receiver.window.bytes = 0
    let sample = job.sample()
    #expect(sample.value("goodput", .flow) == 0)
    for (name, side) in [
      ("message_interval", Side.flow), ("cpu_ns_per_byte", .sender), ("cpu_ns_per_byte", .machine),
    ] {
      #expect(
        sample.reading(name, side)?.value == nil && sample.reading(name, side)?.reason != nil, "\(name)")
    }
    job.receiver.closed.traffic = job.receiver.opened.traffic
    #expect(job.sample().reading("goodput", .flow)?.reason == "the window has no length")
  }

  @Test("a primitive that moves nothing has messages and no figure of bytes")
  func null() {
    var job = Job()
    job.movesBytes = false
    let sample = job.sample()
    #expect(sample.value("messages", .flow) == 1010)
    for name in ["received_bytes", "sent_bytes", "goodput"] {
      #expect(sample.reading(name, .flow)?.reason == "zero-copy moves no bytes")
    }
  }

  @Test("a flow that broke off fails the sample by side, number and call")
  func failure() {
    var job = Job()
    job.sender.flows[1].failure = "sendmsg: Broken pipe"
    job.receiver.flows[0].failure = "recv: Connection reset by peer"
    #expect(
      job.sample().failure
        == "sender flow 1: sendmsg: Broken pipe; receiver flow 0: recv: Connection reset by peer")
  }

  @Test(
    "edges off their instants by more than a hundredth of the window are a caveat, at either end and edge")
  func skew() {
    let changes: [(inout Job, UInt64) -> Void] = [
      { $0.sender.opened.traffic = 1_000_000_000 + $1 }, { $0.sender.closed.traffic = 1_400_000_000 - $1 },
      { $0.receiver.opened.traffic = 1_000_000_000 - $1 },
      { $0.receiver.closed.traffic = 1_400_000_000 + $1 },
    ]
    for change in changes {
      var job = Job()
      job.sender.opened.ended = 1_010_000_000
      job.sender.closed.ended = 1_410_000_000
      job.receiver.opened.ended = 1_010_000_000
      job.receiver.closed.ended = 1_410_000_000
      change(&job, 3_000_000)
      #expect(job.kinds == [])
      change(&job, 4_100_000)
      #expect(job.kinds == ["window-skew"])
    }
  }

  @Test("edges in the wrong order are survived")
  func disorder() {
    var job = Job()
    job.receiver.closed = .init(traffic: 5, ended: 1)
    job.sender.opened = .init(traffic: .max, ended: 0)
    #expect(job.kinds.contains("window-skew"))
    #expect(job.sample().reading("goodput", .flow)?.value == nil)
  }

  @Test("more CPU time than threads could have is a caveat, two hundredths are forgiven")
  func overflow() {
    var job = Job()
    job.sender.readings[0] = Reading(metric("cpu_time"), .sender, 800_000_000 * 1.019)
    #expect(job.kinds == [])
    job.sender.readings[0] = Reading(metric("cpu_time"), .sender, 800_000_000 * 1.021)
    #expect(job.kinds == ["cpu-overflow"])
  }

  @Test("strangers, a run by count and copied completions are caveats; those of the ends are passed on")
  func others() {
    var job = Job()
    job.sender.strangers = 1
    job.receiver.strangers = 1
    #expect(job.sample().caveats == [Caveats.strangers(2)])
    job = Job()
    job.schedule.close = nil
    #expect(job.kinds == ["by-count"])
    job = Job()
    job.sender.readings.append(Reading(TrafficMetrics.zerocopyNotificationsCopied, .flow, 1))
    #expect(job.kinds == ["copied-after-all"])
    job = Job()
    job.receiver.caveats = [Caveats.late(nanoseconds: 5_000_000)]
    #expect(job.kinds == ["late-start"])
  }
}

@Suite("Conservation") struct ConservationTests {
  private static let violations: [(String, String, @Sendable (inout Job) -> Void)] = [
    ("one byte lost", "conservation", { $0.receiver.flows[1].whole.bytes -= 1 }),
    ("one byte repeated", "conservation", { $0.receiver.flows[0].whole.bytes += 1 }),
    ("a completion too few", "conservation", { $0.sender.flows[0].zerocopyCompletions -= 1 }),
    ("a completion too many", "conservation", { $0.sender.flows[0].zerocopyCompletions += 1 }),
    (
      "completions that never came", "completions-missing",
      {
        $0.sender.flows[0].zerocopyCompletions -= 3
        $0.sender.flows[0].unaccounted = 3
      }
    ),
    (
      "a device that carried less than the payload", "path",
      { $0.sender.device?.transmittedBytes = 1_199_999 }
    ),
    (
      "a device that carried more than payload, headers and slack", "path",
      { $0.sender.device?.transmittedBytes = 1_200_000 + 114 * 30 + 65536 + 1 }
    ),
    (
      "a backlog that grew by more than a hundredth of the sends", "completion-backlog",
      { $0.sender.readings[3] = Reading(TrafficMetrics.zerocopyOutstandingClose, .flow, 27) }
    ),
    (
      "a backlog that shrank by more than a hundredth of the sends", "completion-backlog",
      { $0.sender.readings[2] = Reading(TrafficMetrics.zerocopyOutstandingOpen, .flow, 31) }
    ),
  ]

  @Test("each violation is caught, alone and by its kind", arguments: violations.indices)
  func caught(index: Int) {
    let (name, kind, falsify) = Self.violations[index]
    var job = Job()
    falsify(&job)
    #expect(job.kinds == [kind], "\(name)")
  }

  @Test("what a broken flow left behind breaks no law: its failure says it")
  func broken() {
    var job = Job()
    job.receiver.flows[1].whole.bytes -= 1
    job.receiver.flows[1].failure = "the connection was reset"
    #expect(job.kinds == [])
    #expect(job.sample().failure != nil)
  }

  @Test("what headers, retransmits and buffers explain is no violation")
  func tolerated() {
    let tolerated: [(inout Job) -> Void] = [
      { $0.sender.device?.transmittedBytes = 1_200_000 },
      { $0.sender.device?.transmittedBytes = 1_200_000 + 114 * 30 + 65536 },
      {
        $0.sender.device?.retransmits = 2
        $0.sender.device?.transmittedBytes = 1_200_000 + 2 * 65536 + 40_000
      },
      { $0.sender.device = nil },
      { $0.sender.readings[3] = Reading(TrafficMetrics.zerocopyOutstandingClose, .flow, 26) },
      // Inside the window the ends may differ by what lies in the buffers.
      { $0.sender.window.bytes += 4 << 20 },
    ]
    for change in tolerated {
      var job = Job()
      change(&job)
      #expect(job.kinds == [])
    }
  }

  @Test("a primitive that moves nothing has no bytes to conserve")
  func null() {
    var job = Job()
    job.movesBytes = false
    job.receiver.flows[0].whole.bytes = 0
    job.sender.device?.transmittedBytes = 0
    #expect(job.kinds == [])
  }
}

@Suite("What limited a sample") struct LimitsTests {
  /// A sample of two flows over 1 s on so many CPUs, with shares of busy threads, machine and TCP_INFO times.
  private func limit(
    sender: Double?, receiver: Double?, machine: Double? = nil, window: Double = 0, buffer: Double = 0,
    cpus: Int = 4
  ) -> LimitedBy {
    var sample = Sample(
      cell: Cell(primitive: "two-copy", messageBytes: 64, flows: 2, link: "loopback"), round: 0, order: 0)
    for (side, share) in [(Side.sender, sender), (.receiver, receiver)] {
      guard let share else { continue }
      sample.readings.append(Reading(metric("cpu_time"), side, share * 2e9))
      sample.readings.append(Reading(metric("elapsed"), side, 1e9))
    }
    sample.readings.append(Reading(TrafficMetrics.window, .flow, 1e9))
    if let machine {
      sample.readings.append(Reading(metric("cpu_busy"), .machine, machine * Double(cpus) * 1e9))
    }
    sample.readings.append(Reading(metric("rwnd_limited_share"), .sender, window))
    sample.readings.append(Reading(metric("sndbuf_limited_share"), .sender, buffer))
    return LimitRule.limitedBy(sample, cpus: cpus)
  }

  @Test("the end whose threads are busy, else what TCP waited for, else nobody knows")
  func sides() {
    #expect(limit(sender: 0.95, receiver: 0.5) == .senderCPU)
    #expect(limit(sender: 0.5, receiver: 0.95) == .receiverCPU)
    #expect(limit(sender: 0.95, receiver: 0.95) == .undecided)
    #expect(limit(sender: 0.95, receiver: 0.95, window: 0.6) == .receiverCPU)
    #expect(limit(sender: 0.5, receiver: 0.5, window: 0.6, buffer: 0.6) == .receiveWindow)
    #expect(limit(sender: 0.5, receiver: 0.5, buffer: 0.6) == .sendBuffer)
    #expect(limit(sender: 0.5, receiver: 0.5) == .undecided)
    #expect(limit(sender: 0.89, receiver: 0.89) == .undecided)
    #expect(limit(sender: nil, receiver: nil) == .undecided)
  }

  @Test("more threads than CPUs on a full machine measure the scheduler, whatever else holds")
  func scheduler() {
    #expect(limit(sender: 0.95, receiver: 0.5, machine: 0.97, cpus: 2) == .scheduler)
    #expect(limit(sender: 0.95, receiver: 0.5, machine: 0.97, cpus: 4) == .senderCPU)
    #expect(limit(sender: 0.95, receiver: 0.5, machine: 0.80, cpus: 2) == .senderCPU)
    #expect(limit(sender: 0.95, receiver: 0.5, cpus: 2) == .senderCPU)
  }
}
