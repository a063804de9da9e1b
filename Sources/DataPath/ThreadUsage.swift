import CLinux
import Glibc
import Kernel

/// What a flow thread had used when it passed the edge of a phase, read by the thread itself.
///
/// Linux: getrusage(2) with RUSAGE_THREAD. User and system add up to the exact CPU time; how it divides is
/// sampled by the timer tick unless the kernel was built with VIRT_CPU_ACCOUNTING_GEN.
package struct ThreadUsage: Sendable, Hashable {
  /// The phase that began here.
  package var phase: Phase
  /// When, on `MonotonicClock`.
  package var monotonicNanoseconds: UInt64
  package var userNanoseconds: UInt64
  package var systemNanoseconds: UInt64
  /// The thread slept, mostly in a send or receive that could not go on.
  package var voluntarySwitches: UInt64
  /// The scheduler took the CPU away.
  package var involuntarySwitches: UInt64
  package var minorFaults: UInt64
  package var majorFaults: UInt64
  /// What the flow had counted here.
  package var count: FlowCount

  /// Of the calling thread, now.
  static func now(entering phase: Phase, counters: FlowCounters) -> ThreadUsage {
    var usage = rusage()
    // Fails only for a bad address or a constant the kernel does not know, and RUSAGE_THREAD is of 2.6.26.
    _ = cl_thread_usage(&usage)
    return ThreadUsage(
      phase: phase,
      monotonicNanoseconds: MonotonicClock.now(),
      userNanoseconds: nanoseconds(usage.ru_utime),
      systemNanoseconds: nanoseconds(usage.ru_stime),
      voluntarySwitches: UInt64(usage.ru_nvcsw),
      involuntarySwitches: UInt64(usage.ru_nivcsw),
      minorFaults: UInt64(usage.ru_minflt),
      majorFaults: UInt64(usage.ru_majflt),
      count: counters.snapshot())
  }

  private static func nanoseconds(_ time: timeval) -> UInt64 {
    UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_usec) * 1000
  }
}
