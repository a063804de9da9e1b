import Records

/// Option memory, from which the kernel takes the notices of MSG_ZEROCOPY sends.
enum OptionMemory {
  /// The kernel's own default since Linux 6.8; with the 20480 of before, small messages soon meet ENOBUFS.
  private static let enoughBytes = 131_072.0

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    let setting = "net.core.optmem_max"
    let outside = try checkup.number("sysctl.\(setting)")
    // A kernel without namespaces of its own for it, or no namespaces at all: only the one outside counts.
    let inside = (try? checkup.number("namespace.optmem_max")) ?? outside
    let least = min(outside, inside)
    guard least < enoughBytes else { return .yes }
    let place = inside < outside ? " in a new network namespace" : ""
    return .limited(
      "\(setting) is \(Int(least)) bytes\(place): zero-copy senders of small messages stall on ENOBUFS",
      remedy: "Run `sysctl -w \(setting)=1048576` as root before the sweep")
  }
}

/// The limit on pages that MSG_ZEROCOPY and io_uring may pin.
enum LockedMemory {
  /// Bit of CAP_IPC_LOCK (linux/capability.h), whose holders have no such limit.
  private static let ipcLock = UInt64(1) << 14

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    let text = try checkup.value("process.memlock_limit_bytes")
    if text == "unlimited" { return .yes }
    if let capabilities = UInt64(try checkup.value("process.capabilities"), radix: 16),
      capabilities & ipcLock != 0
    {
      return .yes
    }
    // Some containers set the largest number there is instead of no limit.
    if let bytes = UInt64(text), bytes >= 1 << 53 { return .yes }
    let limit = try checkup.number("process.memlock_limit_bytes")
    // A flow has at most its send buffer under way; it grows by itself to the third word of tcp_wmem.
    let words = try checkup.value("sysctl.net.ipv4.tcp_wmem").split(separator: " ")
    guard words.count == 3, let most = Int32(words[2]) else {
      throw Unknown("net.ipv4.tcp_wmem is not understood")
    }
    let needed = Double(most) * Double(checkup.flows)
    guard limit < needed else { return .yes }
    return .limited(
      "RLIMIT_MEMLOCK is \(Int(limit)) bytes, and \(checkup.flows) x send buffer is up to \(Int(needed)): "
        + "zero-copy senders stall on ENOBUFS",
      remedy: "Run `ulimit -l unlimited` as root before copycost, or run copycost as root")
  }
}
