import DataPath
import Glibc
import Kernel
import SystemPackage
import Testing

@Suite("Zero-copy with little option memory", .serialized, .enabled(if: geteuid() == 0, "needs root"))
struct OptionMemoryTests {
  @Test("with room for a few completions a sender waits for them, and all is lent")
  func scarce() throws {
    // A completion takes SKB_TRUESIZE(0), about 600 bytes: room for two. Messages above 512 KiB share none.
    let verdict = try check(optionMemoryBytes: 1300, bytes: 1 << 20, messages: 12)
    #expect(verdict.fault == nil)
    #expect(verdict.sender[.enobufs] > 0)
    #expect(verdict.sender[.zerocopySends] >= 12)
    #expect(verdict.sender[.fallbackSends] == 0)
  }

  @Test("with room for no completion every message is copied, counted, and nothing hangs")
  func none() throws {
    let verdict = try check(optionMemoryBytes: 1, bytes: 65536, messages: 40)
    #expect(verdict.fault == nil)
    #expect(verdict.sender[.zerocopySends] == 0)
    #expect(verdict.sender[.fallbackSends] >= 40)
    #expect(verdict.sender[.enobufs] == verdict.sender[.fallbackSends])
  }

  /// In a network namespace of its own: optmem_max is per namespace, and nobody else's traffic is touched.
  private func check(optionMemoryBytes: Int, bytes: Int, messages: Int) throws -> ConformanceVerdict {
    try Isolation.network.run {
      try bringLoopbackUp()
      // The file shows the namespace of the thread that opens it.
      let file = try FileDescriptor.open("/proc/sys/net/core/optmem_max", .writeOnly)
      try file.closeAfter { _ = try file.writeAll("\(optionMemoryBytes)".utf8) }
      return try Conformance.check(
        ZeroCopySend.self, ReadReceive.self, bytes: bytes, messages: messages, .lateReceiver)
    }
  }

  private func bringLoopbackUp() throws {
    var child = pid_t()
    let words: [String] = ["ip", "link", "set", "lo", "up"]
    var arguments = words.map { strdup($0) } + [nil]
    let failure = posix_spawnp(&child, "ip", nil, nil, &arguments, environ)
    for argument in arguments { free(argument) }
    guard failure == 0 else { throw Errno(rawValue: failure) }
    var status: Int32 = 0
    guard waitpid(child, &status, 0) == child, status == 0 else { throw Errno.notSupported }
  }
}
