import Records
import Testing

@testable import Probes

@Suite("Classes of samples")
struct SampleClassifierTests {
  /// Sixteen bytes a function, from 0xffffffff81000000, in alphabetical order.
  private static let functions = [
    "_copy_from_iter", "_copy_to_iter", "_raw_spin_lock", "_raw_spin_unlock_irqrestore",
    "asm_common_interrupt",
    "default_idle", "do_softirq", "do_syscall_64", "get_page_from_freelist", "handle_softirqs",
    "iov_iter_get_pages2", "ip_local_deliver_finish", "memcpy", "msg_zerocopy_complete", "net_rx_action",
    "nobody_knows", "process_backlog", "skb_copy_ubufs", "skb_release_data", "sock_def_readable",
    "tcp_recvmsg_locked", "tcp_sendmsg_locked", "tcp_v4_rcv", "veth_xmit", "__schedule",
  ]
  private static let base: UInt64 = 0xffff_ffff_8100_0000

  private static func symbols() throws -> KernelSymbols {
    let lines = functions.enumerated().map { index, name in
      "\(String(base + UInt64(index) * 16, radix: 16)) T \(name)\n"
    }
    return try KernelSymbols(Array(lines.joined().utf8))
  }

  /// A kernel sample with this call chain, innermost function first.
  private static func sample(_ chain: [String]) -> PerfSample {
    let stack = chain.map { name in base + UInt64(functions.firstIndex(of: name)!) * 16 + 8 }
    return PerfSample(
      mode: .kernel, address: stack[0], process: 1, thread: 1, nanoseconds: 0, cpu: 0, stack: stack)
  }

  private static let softirqInSend = [
    "process_backlog", "net_rx_action", "handle_softirqs", "do_softirq", "tcp_sendmsg_locked",
    "do_syscall_64",
  ]

  @Test(
    "a class follows from the chain",
    arguments: [
      (["_copy_from_iter", "tcp_sendmsg_locked", "do_syscall_64"], ProfileClass.copyToKernel, false),
      (["_copy_to_iter", "tcp_recvmsg_locked", "do_syscall_64"], .copyToUser, false),
      // The same memcpy is a deferred copy, or nothing of its own.
      (["memcpy", "skb_copy_ubufs", "ip_local_deliver_finish"] + softirqInSend, .deferredCopy, true),
      (["memcpy", "tcp_sendmsg_locked", "do_syscall_64"], .tcpIP, false),
      // What skb_copy_ubufs calls is part of it, but for the completion it causes.
      (["get_page_from_freelist", "skb_copy_ubufs"] + softirqInSend, .deferredCopy, true),
      (["msg_zerocopy_complete", "skb_copy_ubufs"] + softirqInSend, .completions, true),
      (["get_page_from_freelist", "tcp_sendmsg_locked", "do_syscall_64"], .memory, false),
      (["iov_iter_get_pages2", "tcp_sendmsg_locked", "do_syscall_64"], .pagePinning, false),
      (["skb_release_data", "net_rx_action", "handle_softirqs"], .socketBuffers, true),
      (["tcp_v4_rcv"] + softirqInSend, .tcpIP, true),
      (["veth_xmit", "tcp_sendmsg_locked", "do_syscall_64"], .device, false),
      (["handle_softirqs", "do_softirq", "tcp_sendmsg_locked"], .softirq, true),
      (["_raw_spin_lock", "tcp_sendmsg_locked"], .locks, false),
      // Interrupts come back on in the unlock: the time was the caller's.
      (["_raw_spin_unlock_irqrestore", "sock_def_readable", "tcp_v4_rcv"] + softirqInSend, .scheduler, true),
      (["__schedule", "tcp_recvmsg_locked", "do_syscall_64"], .scheduler, false),
      (["nobody_knows", "do_syscall_64"], .systemCall, false),
      (["do_syscall_64"], .systemCall, false),
      (["default_idle"], .idle, false),
      (["nobody_knows"], .other, false),
      // An interrupt inside a copy is no copy; neither is a softirq on an idle CPU idle.
      (["tcp_v4_rcv", "handle_softirqs", "asm_common_interrupt", "_copy_from_iter"], .tcpIP, true),
      (
        ["memcpy", "skb_copy_ubufs", "handle_softirqs", "asm_common_interrupt", "default_idle"],
        .deferredCopy, true
      ),
      (["nobody_knows", "asm_common_interrupt", "_copy_to_iter", "tcp_recvmsg_locked"], .softirq, false),
    ])
  func kernel(chain: [String], expected: ProfileClass, isInSoftirq: Bool) throws {
    var classifier = SampleClassifier(symbols: try Self.symbols(), gather: 0..<0)
    let found = classifier.classify(Self.sample(chain))
    #expect(found == ClassifiedSample(profileClass: expected, isInSoftirq: isInSoftirq))
  }

  @Test("an address without a symbol is unknown, whoever called it")
  func unknown() throws {
    var classifier = SampleClassifier(symbols: try Self.symbols(), gather: 0..<0)
    var sample = Self.sample(["tcp_sendmsg_locked", "do_syscall_64"])
    sample.address = 0xffff_ffff_c123_0000
    sample.stack.insert(sample.address, at: 0)
    #expect(classifier.classify(sample).profileClass == .unknown)
  }

  @Test("user code is gather inside memcpy of our own process, and other elsewhere")
  func user() throws {
    var classifier = SampleClassifier(symbols: nil, gather: 0x7000..<0x7100)
    var sample = Self.sample(["memcpy"])
    sample.mode = .user
    sample.address = 0x7080
    #expect(classifier.classify(sample).profileClass == .userGather)
    #expect(classifier.classify(sample, isOurProcess: false).profileClass == .otherUser)
    sample.address = 0x7100
    #expect(classifier.classify(sample).profileClass == .otherUser)
    sample.mode = .elsewhere
    #expect(classifier.classify(sample).profileClass == .unknown)
  }

  @Test("while the kernel hides its symbols every kernel class is null with the reason, user code is not")
  func hidden() throws {
    var classifier = SampleClassifier(symbols: nil, gather: 0x7000..<0x7100)
    var tally = ProfileTally()
    var sample = Self.sample(["memcpy"])
    tally.add(classifier.classify(sample), isOwnThread: true)
    sample.mode = .user
    sample.address = 0x7080
    tally.add(classifier.classify(sample), isOwnThread: true)
    let readings = tally.readings(.sender, clock: .cpuClock, symbols: "kptr_restrict=1", gather: nil)
    for one in ProfileClass.allCases {
      let reading = try #require(readings.first { $0.metric == one.metric.name })
      #expect((reading.reason == "kptr_restrict=1") == one.needsKernelSymbols)
    }
    #expect(readings.value(ProfileClass.userGather.metric) == 0.5)
    #expect(readings.value(ProfileMetrics.samples) == 2)
    #expect(readings.reading(ProfileMetrics.inSoftirq)?.reason == "kptr_restrict=1")
  }

  @Test("no function is listed twice, and every kernel class is listed")
  func table() {
    let names = KernelFunctionClasses.rules.flatMap(\.1)
    #expect(Set(names).count == names.count)
    var listed: Set<ProfileClass> = [.softirq]
    for case (.withCallees(let one), _) in KernelFunctionClasses.rules { listed.insert(one) }
    for case (.function(let one), _) in KernelFunctionClasses.rules { listed.insert(one) }
    #expect(Set(ProfileClass.allCases).subtracting(listed) == [.userGather, .otherUser, .other, .unknown])
  }
}
