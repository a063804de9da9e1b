import CLinux
import SystemPackage

/// Keeps the kernel's hook for counters of threads in its context switch for as long as this process lives.
///
/// The first counter of any thread of the machine puts the hook in and waits for an RCU grace period
/// (account_event of kernel/events/core.c). With every CPU busy in the kernel, as under traffic, that took up to 8 s
/// here, while the flows waited to be stopped; on an idle machine it takes milliseconds.
enum PerfHook {
  /// Puts the hook in, unless it is; call it before any traffic. nil where counters are refused.
  static let held: PerfDescriptor? = {
    let result = cl_perf_open_configured(
      UInt32(CL_PERF_TYPE_SOFTWARE), UInt64(cl_perf_task_clock), 0, 0, 0, -1, -1)
    return result < 0 ? nil : PerfDescriptor(FileDescriptor(rawValue: result))
  }()
}
