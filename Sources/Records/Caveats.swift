/// The texts of all warnings about samples and sweeps, each with cause, effect and remedy.
package enum Caveats {
  package static func windowSkew(nanoseconds: UInt64, window: UInt64) -> Caveat {
    Caveat(
      kind: "window-skew",
      cause:
        "the counters were read \(nanoseconds / 1000) us off the instants of a \(window / 1_000_000) ms window",
      effect: "figures of the two ends and of different counters cover slightly different times",
      remedy: "Use a longer --window, fewer flows, or leave a CPU free")
  }

  package static func conservation(_ what: Prose) -> Caveat {
    Caveat(
      kind: "conservation", cause: what,
      effect: "bytes were lost, repeated or miscounted; do not use the sample",
      remedy: "Report it with the archive")
  }

  package static func completionBacklog(open: UInt64, close: UInt64, sends: UInt64) -> Caveat {
    Caveat(
      kind: "completion-backlog",
      cause: "completions owed went from \(open) to \(close) over a window of \(sends) zero-copy sends",
      effect: "the window holds work that was paid for outside it",
      remedy: "Use a longer --warmup or --window")
  }

  package static func unaccounted(sends: UInt64, leakedBytes: UInt64) -> Caveat {
    Caveat(
      kind: "completions-missing",
      cause: "\(sends) zero-copy sends were never completed and \(leakedBytes) bytes stay allocated",
      effect: "their buffers may still be read by the kernel",
      remedy: "Look for a stalled receiver or a lost device")
  }

  package static let copiedAfterAll = Caveat(
    kind: "copied-after-all", cause: "the kernel flagged MSG_ZEROCOPY completions as copied",
    effect: "the sender pays for pinning and completions and for a later copy",
    remedy: "Local receivers always copy; measure over a real network device for the other answer")

  package static let byCount = Caveat(
    kind: "by-count", cause: "the run was by message count",
    effect: "start-up and slow start are inside the window", remedy: "Run by time for steady-state figures")

  package static func strangers(_ count: Int) -> Caveat {
    Caveat(
      kind: "strangers", cause: "\(count) connections came without the token of the job",
      effect: "they were closed and are in no figure", remedy: "Look for a port scanner or another copycost")
  }

  package static func pathProof(_ what: Prose) -> Caveat {
    Caveat(
      kind: "path", cause: what, effect: "the data may not have crossed the device that the cell names",
      remedy: "Check addresses and routes with `ip route get`")
  }

  package static func late(nanoseconds: UInt64) -> Caveat {
    Caveat(
      kind: "late-start", cause: "traffic started \(nanoseconds / 1000) us after its instant",
      effect: "the warm-up was shorter than planned", remedy: "Leave a CPU free or lengthen --warmup")
  }

  package static func windowTrend(relativeChange: Double) -> Caveat {
    Caveat(
      kind: "window-trend",
      cause:
        "the rate changed by \(Int((relativeChange * 100).rounded())) % from the beginning to the end of the window",
      effect: "the sample is no steady state", remedy: "Use a longer --warmup")
  }

  package static func standstill(_ kind: Standstill) -> Caveat {
    switch kind {
    case .starved:
      Caveat(
        kind: kind.rawValue,
        cause: "the flow threads of one end were ready to run and got no CPU in the whole window",
        effect: "the window measured the machine: it enters no figure",
        remedy: "Leave a CPU free, use fewer flows or a longer --window")
    case .stalled:
      Caveat(
        kind: kind.rawValue, cause: "no byte arrived in the whole window, although nothing failed",
        effect: "the window counts as a goodput of 0, and its ratio to other cells is unknown",
        remedy: "Look for a sender or receiver that hangs; --window 400ms shows whether it goes on")
    }
  }

  package static func otherLoad(share: Double) -> Caveat {
    Caveat(
      kind: "other-load",
      cause: "other tasks used \(Int((share * 100).rounded())) % of the machine in the window",
      effect: "flow threads waited for CPUs, and whole-machine figures hold the work of others",
      remedy: "Leave the machine idle, or give copycost CPUs of its own")
  }

  package static func cpuOverflow(side: Side, share: Double) -> Caveat {
    Caveat(
      kind: "cpu-overflow",
      cause: "the \(side.rawValue)'s threads used \(Int(share * 100)) % of the CPU time there was",
      effect: "a clock or an edge is wrong", remedy: "Report it with the archive")
  }

  package static func linkFallback(from: String, to: String, why: Prose) -> Caveat {
    Caveat(
      kind: "link-fallback", cause: "link \(from) is refused here (\(why))",
      effect: "the sweep ran over \(to) instead",
      remedy: "See what `copycost doctor` says of network-namespaces"
    )
  }

  package static func moreFlowsThanCPUs(flows: Int, cpus: Int) -> Caveat {
    Caveat(
      kind: "flows-over-cpus", cause: "\(flows) flows need \(flows * 2) threads on \(cpus) CPUs",
      effect: "such cells measure the scheduler as much as the primitive",
      remedy: "Compare primitives at flows x 2 <= CPUs")
  }

  package static func pacedCongestionControl(_ name: String) -> Caveat {
    Caveat(
      kind: "paced", cause: "congestion control \(name) paces its segments",
      effect: "the pacer is measured, not the primitive", remedy: "Use --congestion cubic")
  }

  package static func unsteady(blocks: [Cell.Block]) -> Caveat {
    Caveat(
      kind: "unsteady",
      cause:
        "in \(blocks.count) blocks the rate still changed when the pilot ended ("
        + "\(blocks.map(\.description).joined(separator: "; ")))",
      effect: "their windows may not be steady state",
      remedy: "Use a longer --warmup, or leave the machine idle")
  }

  package static func congestionFallback(from: String, to: String) -> Caveat {
    Caveat(
      kind: "congestion-fallback", cause: "this user may not choose congestion control \(from) here",
      effect: "every flow uses \(to) instead",
      remedy: "Run as root, over veth, or allow it in net.ipv4.tcp_allowed_congestion_control")
  }

  /// - Parameter remedy: what helps with this option.
  package static func notGranted(
    side: Side, option: String, asked: String, granted: String, remedy: Prose
  ) -> Caveat {
    Caveat(
      kind: "not-granted", cause: "the \(side.rawValue) asked for \(option) \(asked) and got \(granted)",
      effect: "the sample is not of the cell that its options name", remedy: remedy)
  }

  package static func smallestBuffer(option: String, asked: Int, granted: Int) -> Caveat {
    Caveat(
      kind: "smallest-buffer",
      cause: "the smallest \(option) of this kernel is \(granted) bytes, and \(asked) were asked for",
      effect: "all cells have \(granted) bytes", remedy: "Ask for \(granted) bytes or more")
  }

  package static func grantUnread(side: Side, why: Prose) -> Caveat {
    Caveat(
      kind: "grant-unread", cause: "the \(side.rawValue)'s socket options could not be read back (\(why))",
      effect: "what was asked for may not be what was measured", remedy: "Look for a security filter")
  }

  package static let peerCounters = Caveat(
    kind: "peer-counters", cause: "a peer chooses its own window and counts its own bytes",
    effect: "its CPU time, calls and counters are not read", remedy: "Compare goodput only")
}
