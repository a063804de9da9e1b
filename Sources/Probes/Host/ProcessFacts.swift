import CLinux
import Glibc
import Kernel
import Records

extension HostFactsReader {
  /// What this process was given: limits, rights, libraries, namespace.
  func processFacts() -> [HostFacts.Fact] {
    [
      tree.fact("process.memlock_limit_bytes") { () throws(Unavailable) in
        var unlimited: Int32 = 0
        let limit = cl_memlock_limit(&unlimited)
        guard limit >= 0 else { throw Unavailable("getrlimit refused", errno: Int32(-limit)) }
        return unlimited == 1 ? "unlimited" : String(limit)
      },
      HostFacts.Fact("process.user", geteuid() == 0 ? "root" : "unprivileged"),
      tree.fact("process.capabilities") { () throws(Unavailable) in
        try status("CapEff")
      },
      tree.fact("process.cpus") { () throws(Unavailable) in try status("Cpus_allowed_list") },
      tree.fact("network_namespace") { () throws(Unavailable) in
        try linkTarget("proc/self/ns/net")
      },
      HostFacts.Fact("glibc.version", String(cString: cl_glibc_version())),
      HostFacts.Fact("glibc.tunables", getenv("GLIBC_TUNABLES").map { String(cString: $0) } ?? "not set"),
      HostFacts.Fact("toolchain", Self.toolchain),
      HostFacts.Fact("build", Self.build),
      HostFacts.Fact("copycost.version", copycostVersion),
    ] + memoryLimitFacts()
  }

  /// The limit with the least room for memory: of a control group or of setrlimit(2).
  private func memoryLimitFacts() -> [HostFacts.Fact] {
    let limit = ResourceLimit.memory(ControlGroups(root: tree.root))
    return [
      HostFacts.Fact("limit.memory.room_bytes", limit.map { String($0.room) } ?? "unlimited"),
      HostFacts.Fact("limit.memory.most_bytes", limit.map { String($0.most) } ?? "unlimited"),
      HostFacts.Fact("limit.memory.setting", limit?.setting ?? "unlimited"),
    ]
  }

  /// One line of /proc/self/status.
  private func status(_ key: String) throws(Unavailable) -> String {
    for line in try tree.text("proc/self/status").split(separator: "\n") where line.hasPrefix("\(key):") {
      return String(line.dropFirst(key.count + 1).drop(while: \.isWhitespace))
    }
    throw Unavailable("/proc/self/status has no \(key)")
  }

  private func linkTarget(_ path: String) throws(Unavailable) -> String {
    var target = [CChar](repeating: 0, count: 256)
    let length = readlink(tree.root + path, &target, 255)
    guard length >= 0 else { throw Unavailable("cannot read /\(path)", errno: errno) }
    return String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The compiler this was built with, as exactly as it tells its sources.
  private static var toolchain: String {
    #if compiler(>=6.5)
      "Swift 6.5 or newer"
    #elseif compiler(>=6.4)
      "Swift 6.4"
    #elseif compiler(>=6.3.2)
      "Swift 6.3.2 or newer 6.3"
    #elseif compiler(>=6.3.1)
      "Swift 6.3.1"
    #elseif compiler(>=6.3)
      "Swift 6.3.0"
    #else
      "Swift 6.2"
    #endif
  }

  private static var build: String {
    #if DEBUG
      "debug: figures of this build are not to be believed"
    #else
      "release"
    #endif
  }
}
