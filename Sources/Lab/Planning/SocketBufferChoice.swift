import Kernel
import Records
import SystemPackage

/// Holds the socket buffers that were typed against what the kernel grants, before anything is measured.
package enum SocketBufferChoice {
  /// The plan with the buffers that its cells will be granted, and what was typed beside them.
  ///
  /// - Parameter facts: of the host and its links: each link's sockets live in its own network namespace.
  /// - Throws: `UsageError` where a limit is known and lower than what was typed.
  package static func granted(_ plan: Plan, _ facts: HostFacts) throws(UsageError) -> Plan {
    var plan = plan
    for index in plan.cells.indices {
      let options = plan.cells[index].options
      guard isAsked(options) else { continue }
      plan.requested = SocketRequest(options)
      plan.cells[index].options = try granted(options, facts, link: plan.cells[index].link)
    }
    return plan
  }

  /// The same for one cell.
  package static func granted(
    _ options: CellOptions, _ facts: HostFacts, link: String
  ) throws(UsageError) -> CellOptions {
    guard isAsked(options) else { return options }
    var limits = SocketBufferLimits(facts, link: link)
    try check("--sndbuf", options.sendBufferBytes, limits.mostSend, "net.core.wmem_max", link)
    try check("--rcvbuf", options.receiveSocketBufferBytes, limits.mostReceive, "net.core.rmem_max", link)
    (limits.leastSend, limits.leastReceive) = least
    return limits.granted(options)
  }

  private static func isAsked(_ options: CellOptions) -> Bool {
    options.sendBufferBytes != nil || options.receiveSocketBufferBytes != nil
  }

  private static func check(
    _ flag: String, _ asked: Int?, _ most: Int?, _ setting: String, _ link: String
  ) throws(UsageError) {
    guard let asked, let most, asked > most else { return }
    throw .socketBuffer(flag, asked: asked, most: most, setting: setting, link: link)
  }

  /// The smallest buffers that a socket of this kernel can have, by trial: half of what it answers for 1 byte.
  private static let least: (send: Int?, receive: Int?) = {
    let smallest = SocketOptions(sendBufferBytes: 1, receiveBufferBytes: 1)
    guard
      let socket = try? Socket.listen(address: "127.0.0.1", port: 0, backlog: 1, options: smallest),
      let held = try? socket.effectiveOptions
    else { return (nil, nil) }
    return (held.sendBufferBytes.map { $0 / 2 }, held.receiveBufferBytes.map { $0 / 2 })
  }()
}
