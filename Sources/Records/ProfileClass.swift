/// What a sampled CPU was doing, by the kernel function it was in: the rows of a profile.
///
/// Every sample is in exactly one class, so that the shares of a side add up to 1. Which function belongs to
/// which class stands in `KernelFunctionClasses`.
package enum ProfileClass: String, Codable, CaseIterable, Sendable {
  case userGather = "user_gather"
  case otherUser = "other_user"
  case copyToKernel = "copy_to_kernel"
  case deferredCopy = "deferred_copy"
  case copyToUser = "copy_to_user"
  case pagePinning = "page_pinning"
  case completions
  case socketBuffers = "skb"
  case tcpIP = "tcp_ip"
  case device
  case softirq
  case memory = "memory_management"
  case locks
  case scheduler
  case systemCall = "syscall_entry"
  case idle
  case other
  case unknown

  /// The name in tables.
  package var title: String {
    switch self {
    case .userGather: "user gather"
    case .otherUser: "other user code"
    case .copyToKernel: "copy to kernel"
    case .deferredCopy: "deferred copy"
    case .copyToUser: "copy to user"
    case .pagePinning: "page pinning"
    case .completions: "completions"
    case .socketBuffers: "skb"
    case .tcpIP: "tcp/ip"
    case .device: "device/veth"
    case .softirq: "softirq"
    case .memory: "memory management"
    case .locks: "locks"
    case .scheduler: "scheduler"
    case .systemCall: "system-call entry"
    case .idle: "idle"
    case .other: "other"
    case .unknown: "unknown"
    }
  }

  /// What the class holds, in half a sentence.
  package var summary: String {
    switch self {
    case .userGather: "memcpy of the C library in a flow thread: the copy the application makes"
    case .otherUser: "all other user code of the flow threads"
    case .copyToKernel: "copying from the application into socket buffers, and what it calls"
    case .deferredCopy: "skb_copy_ubufs and what it calls: a MSG_ZEROCOPY send that is copied after all"
    case .copyToUser: "copying from socket buffers to the application, and what it calls"
    case .pagePinning: "pinning the pages of a zero-copy send"
    case .completions: "making, queueing and reading zero-copy completions"
    case .socketBuffers: "allocating, splitting and freeing socket buffers"
    case .tcpIP: "TCP, IP and the socket layer"
    case .device: "the device and its queue: loopback, veth, qdisc, drivers"
    case .softirq: "interrupt and softirq entry and dispatch, not the work done there"
    case .memory: "page and slab allocator, page faults, page tables"
    case .locks: "taking locks and waiting for them"
    case .scheduler: "sleeping, waking, switching threads"
    case .systemCall: "entry, exit and dispatch of system calls"
    case .idle: "a CPU with nothing to run; only the machine has it, and only when a timer takes the samples"
    case .other: "known functions of no class above, and all work of threads that are none of ours"
    case .unknown: "addresses without a symbol"
    }
  }

  /// Whether telling the class needs the kernel's symbols.
  package var needsKernelSymbols: Bool { self != .userGather && self != .otherUser }

  /// The share of a side's samples in this class.
  package var metric: Metric {
    Metric(
      "profile_\(rawValue)", unit: "share", better: .neither, source: .sampled,
      "Share of the CPU samples of this side: \(summary)")
  }
}
