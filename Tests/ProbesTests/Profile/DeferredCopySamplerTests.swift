import Records
import Testing

@testable import Probes

@Suite("Who carried out a deferred copy")
struct DeferredCopySamplerTests {
  private static let names = [
    "do_syscall_64", "handle_softirqs", "memcpy", "skb_copy_ubufs", "tcp_sendmsg_locked",
  ]
  private static let base: UInt64 = 0xffff_ffff_8100_0000

  private static func symbols() throws -> KernelSymbols {
    let lines = names.enumerated().map { index, name in
      "\(String(base + UInt64(index) * 16, radix: 16)) T \(name)\n"
    }
    return try KernelSymbols(Array(lines.joined().utf8))
  }

  private static func sample(_ thread: Int32, _ chain: [String]) -> [UInt8] {
    RecordBytes.sample(
      thread: thread, stack: chain.map { base + UInt64(names.firstIndex(of: $0)!) * 16 + 8 })
  }

  private static let copy = ["memcpy", "skb_copy_ubufs", "handle_softirqs"]

  private static func payers(_ rings: [[UInt8]]) throws -> CopyPayers {
    try DeferredCopySampler.payers(
      rings, symbols: symbols(), rate: 1009, seesDisabledInterrupts: false
    ) { thread in
      [0: .idle, 1: .sender, 2: .receiver, 3: .ksoftirqd][thread] ?? .other
    }
  }

  @Test("samples of all rings are told by task and by softirq; other classes count among all samples only")
  func contexts() throws {
    let first =
      Self.sample(1, Self.copy + ["tcp_sendmsg_locked", "do_syscall_64"]) + Self.sample(3, Self.copy)
      + Self.sample(1, ["memcpy", "tcp_sendmsg_locked"]) + RecordBytes.lost(4)
    let second =
      Self.sample(2, Self.copy) + Self.sample(8, Self.copy) + Self.sample(9, Self.copy)
      + Self.sample(1, Self.copy) + Self.sample(1, ["skb_copy_ubufs", "do_syscall_64"])
      + Self.sample(0, Self.copy) + Self.sample(1, Self.copy)
    let payers = try Self.payers([first, second])
    let counts = Dictionary(uniqueKeysWithValues: payers.contexts.map { ($0.name, $0.samples) })
    #expect(
      counts == [
        "softirq inside the sender thread": 3, "sender thread": 1, "softirq inside the receiver thread": 1,
        "ksoftirqd": 1, "softirq inside the idle task": 1, "softirq inside another task": 2,
      ])
    #expect(payers.contexts.first?.task == .sender && payers.contexts.first?.inSoftirq == true)
    #expect(payers.samples == 10 && payers.copySamples == 9 && payers.lost == 4)
  }

  @Test("no sample at all, and a ring that cannot be decoded, are reasons and nobody's share")
  func unreadable() throws {
    #expect(throws: Unavailable("no CPU sample fell into the stream")) { try Self.payers([[], []]) }
    #expect(throws: Unavailable("3 bytes of the sample ring could not be decoded")) {
      try Self.payers([Self.sample(1, Self.copy) + [1, 2, 3]])
    }
  }
}
