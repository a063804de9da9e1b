import Foundation
import Records

@testable import Archive

/// A directory that is gone when the test is over.
final class Scratch {
  let directory: String

  init() throws {
    directory = NSTemporaryDirectory() + "copycost-archive-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  deinit { try? FileManager.default.removeItem(atPath: directory) }
}

enum Fixture {
  static let goodput = Metric(
    "goodput", unit: "bit/s", better: .higher, source: .counted, "Bits the application received per second.")
  static let cycles = Metric(
    "cycles", unit: "count", better: .lower, source: .perfCounter, "CPU cycles, kernel included.")

  static var cells: [Cell] {
    var options = CellOptions()
    options.sendBufferBytes = 8192
    options.pinning = .pair
    return [
      Cell(primitive: "two-copy", messageBytes: 4096, flows: 1, link: "loopback"),
      Cell(
        primitive: "zero-copy", variant: "new", receive: "truncate", messageBytes: 65536, flows: 4,
        link: "veth",
        options: options),
    ]
  }

  /// A primitive with something in every field.
  static let primitive = PrimitiveDescription(
    name: "future", aliases: ["F1"], summary: "a \"quoted\" summary",
    calls: [.init("call(FLAG), remark", code: "call(fd, FLAG);  // remark")], memory: "pages",
    contents: "random", lends: .untilReceiverRead, copies: .init(gather: 1, send: 2, receive: 3),
    needs: [.zerocopySocket], movesNothing: true, discards: true)

  static func sweep() -> Sweep {
    var plan = Plan(
      cells: cells, rounds: 3, seed: .max, windowNanoseconds: 400_000_000,
      warmup: .pilot(minimumNanoseconds: 150_000_000))
    plan.baseline = "zero-copy"
    return Sweep(
      startedAtUnixNanoseconds: 1_700_000_000_123_456_789, plan: plan,
      host: HostFacts(facts: [
        .init("cpu.model", "A \"quoted\" CPU"), .init("governor", unavailable: "no cpufreq"),
      ]),
      senders: [primitive] + EarlierPrimitives.senders, receivers: EarlierPrimitives.receivers,
      version: copycostVersion, command: "copycost sweep --size 4Ki",
      caveats: [Caveat(kind: "taps", cause: "a packet tap", effect: "copies", remedy: "stop it")])
  }

  /// A ledger with something in every field.
  static let ledger = Ledger(
    primitive: "zero-copy", receive: "truncate", link: "veth", messageBytes: 65536, proofBytes: 65536,
    stages: [
      .init(.gather, 0, 0.0003, .watched, "watched"), .init(.send, 0, 0, .mutation, "all changed"),
      .init(.deferred, 0.3, 0.8, .completions, "3 to 8 of 10"),
      .init(.receive, atLeast: 0.9, because: "1 records were lost", .tracepoint, "9 records"),
    ],
    completions: CompletionFacts(
      alone: .init(count: 1, median: 100, p90: 100, p99: 100, most: 100),
      inStream: .init(count: 0, median: nil, p90: nil, p99: nil, most: nil), mostBytesInFlight: .max,
      sendsPerNotification: 1.5, enobufs: 3, enobufsTimeShare: 0.1, pagesPerMessage: 24,
      completionsPerMessage: 1),
    payers: .found(
      CopyPayers(
        contexts: [
          .init(task: .receiver, inSoftirq: true, samples: 40),
          .init(task: .sender, inSoftirq: true, samples: 60),
        ], samples: 500, lost: 2, rate: 4001, seesDisabledInterrupts: false)),
    instrumentation: InstrumentationCost(ratios: [0.97, 1.01]),
    caveats: [Caveat(kind: "never-lent", cause: "c", effect: "e", remedy: "r")])

  /// A sample with something in every field.
  static func sample(cell: Cell = cells[1], round: Int = 0, order: Int = 0) -> Sample {
    Sample(
      cell: cell, round: round, order: order, finishedAtUnixNanoseconds: 1_700_000_001_000_000_007,
      readings: [
        Reading(goodput, .flow, 4.75e10),
        Reading(cycles, .sender, 0, enabledNanoseconds: .max, runningNanoseconds: 399_999_999),
        Reading(cycles, .receiver, unavailable: "no hardware PMU (ENOENT)"),
        Reading(metric: "undescribed", side: .machine, unavailable: ""),
        Reading(goodput, .flow, 0.1 + 0.2),
      ],
      limitedBy: .receiverCPU,
      caveats: [
        Caveat(kind: "conservation", cause: "3 bytes lost", effect: "untrue", remedy: "repeat"),
        Caveat(kind: "conservation", cause: "4 bytes lost", effect: "untrue", remedy: "repeat"),
      ],
      slices: [
        Slice(nanoseconds: 20_000_001, receivedBytes: 118_000_000),
        Slice(nanoseconds: 40_000_000, receivedBytes: 118_000_000),
        Slice(nanoseconds: .max, receivedBytes: .max), Slice(nanoseconds: 3, receivedBytes: 0),
      ],
      failure: "receiver died: signal 9", grants: grants)
  }

  private static var grants: SocketGrants {
    var held = SocketGrant()
    held.congestion = "cubic"
    held.nodelay = false
    (held.sendBufferBytes, held.receiveBufferBytes, held.maximumSegmentBytes) = (16384, 131_072, 65483)
    held.zerocopy = true
    held.cpus = [0, 3]
    var unread = SocketGrant()
    unread.reason = "getsockopt refused: Bad file descriptor"
    return SocketGrants(sender: [held, unread], receiver: [held])
  }
}
