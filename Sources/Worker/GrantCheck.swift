import Kernel
import Records
import SystemPackage

/// Reads back what the flows of one end were granted, and says where that is not what was asked for.
struct GrantCheck {
  let side: Side
  let asked: SocketOptions
  /// CPUs asked for by flow; an empty list leaves a thread free.
  let cpusByFlow: [[Int]]

  /// TCP's options take up to 40 bytes of a segment (RFC 9293), which TCP_MAXSEG counts when it is set only.
  private static let mostOptionBytes = 40

  static func read(_ slot: FlowSlot, _ thread: FlowThread) -> SocketGrant {
    var grant = SocketGrant()
    do throws(Errno) {
      let held = try slot.socket.effectiveOptions
      grant.congestion = held.congestion
      grant.nodelay = held.nodelay
      grant.sendBufferBytes = held.sendBufferBytes
      grant.receiveBufferBytes = held.receiveBufferBytes
      grant.maximumSegmentBytes = held.maximumSegmentBytes
      grant.notsentLowatBytes = held.notsentLowatBytes
      grant.zerocopy = held.zerocopy
      grant.cpus = thread.effectiveCPUs
      if grant.cpus == nil { grant.reason = "sched_getaffinity refused" }
    } catch {
      grant.reason = "getsockopt refused: \(error)"
    }
    return grant
  }

  /// Each difference once, with how many flows have it.
  ///
  /// - Parameter grants: by flow.
  func caveats(_ grants: [(flow: Int, grant: SocketGrant)]) -> [Caveat] {
    var found: [Caveat] = []
    for (flow, grant) in grants {
      let caveats = differences(grant) + pinning(grant, flow: flow)
      for caveat in caveats where !found.contains(caveat) { found.append(caveat) }
    }
    return found
  }

  private func differences(_ grant: SocketGrant) -> [Caveat] {
    if let reason = grant.reason { return [Caveats.grantUnread(side: side, why: Prose(reason))] }
    var caveats: [Caveat] = []
    func add(_ option: String, _ asked: String, _ granted: String, _ remedy: Prose) {
      caveats.append(
        Caveats.notGranted(side: side, option: option, asked: asked, granted: granted, remedy: remedy))
    }
    let buffers = [
      ("SO_SNDBUF", asked.sendBufferBytes, grant.sendBufferBytes, "net.core.wmem_max"),
      ("SO_RCVBUF", asked.receiveBufferBytes, grant.receiveBufferBytes, "net.core.rmem_max"),
    ]
    for (option, asked, held, setting) in buffers {
      // socket(7): the kernel answers twice what it granted.
      guard let asked, let held, held / 2 < asked else { continue }
      add(option, "\(asked)", "\(held / 2)", "Raise \(setting) where this end runs, or ask for less")
    }
    if let asked = asked.maximumSegmentBytes, let held = grant.maximumSegmentBytes,
      !((asked - Self.mostOptionBytes)...asked).contains(held)
    {
      add("TCP_MAXSEG", "\(asked)", "\(held)", "Ask for what the path carries, or raise its MTU")
    }
    if let asked = asked.notsentLowatBytes, grant.notsentLowatBytes != asked {
      add(
        "TCP_NOTSENT_LOWAT", "\(asked)", grant.notsentLowatBytes.map { "\($0)" } ?? "none",
        "Use a kernel of 3.12 or later")
    }
    if let asked = asked.congestion, let held = grant.congestion, asked != held {
      add("TCP_CONGESTION", asked, held, "Use --congestion \(held)")
    }
    if let held = grant.nodelay, held != asked.nodelay {
      add("TCP_NODELAY", "\(asked.nodelay)", "\(held)", "Look for what changes sockets of this process")
    }
    if asked.zerocopy, grant.zerocopy == false {
      add("SO_ZEROCOPY", "true", "false", "Use a kernel of 4.14 or later")
    }
    return caveats
  }

  private func pinning(_ grant: SocketGrant, flow: Int) -> [Caveat] {
    let asked = flow < cpusByFlow.count ? cpusByFlow[flow].sorted() : []
    guard !asked.isEmpty, let held = grant.cpus, held != asked else { return [] }
    func text(_ cpus: [Int]) -> String { cpus.map(String.init).joined(separator: ",") }
    return [
      Caveats.notGranted(
        side: side, option: "CPUs", asked: text(asked), granted: text(held),
        remedy: "Look at the cpuset of this process, or use --pin none")
    ]
  }
}
