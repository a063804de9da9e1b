import CLinux
import Glibc
import Records
import SystemPackage

/// What makes the kernel take a sample: cycles of a PMU, or else a timer.
enum SampleClock: Sendable {
  case cycles, cpuClock

  /// Samples a second: a prime, so that they do not march in step with ticks of 100, 250 or 1000 Hz.
  static let rate: UInt64 = 1009

  /// A timer goes on firing while the CPU is halted, cycles do not.
  var seesIdle: Bool { self == .cpuClock }
  /// A PMU interrupts by NMI; a timer waits until interrupts are on again.
  var seesDisabledInterrupts: Bool { self == .cycles }

  /// The events to open for one thread or CPU: one per kind of core for cycles.
  private func events(_ pmus: PMUs) -> [(type: UInt32, config: UInt64)] {
    switch self {
    case .cpuClock: [(UInt32(CL_PERF_TYPE_SOFTWARE), cl_perf_cpu_clock)]
    case .cycles:
      pmus.coreTypes.isEmpty
        ? [(UInt32(CL_PERF_TYPE_HARDWARE), cl_perf_cycles)]
        : pmus.coreTypes.map { (UInt32(CL_PERF_TYPE_HARDWARE), UInt64($0.type) << 32 | cl_perf_cycles) }
    }
  }

  /// What can be opened for everybody in a list of targets with one clock; cycles if there are any.
  static func open(
    _ targets: [(thread: Int32, cpu: Int32)], rate: UInt64 = SampleClock.rate, pmus: PMUs = .ofThisMachine
  ) -> Obtained<(clock: SampleClock, rings: [PerfRing])> {
    if case .success(let rings) = rings(.cycles, rate, targets, pmus) { return .success((.cycles, rings)) }
    return rings(.cpuClock, rate, targets, pmus).map { (.cpuClock, $0) }
  }

  private static func rings(
    _ clock: SampleClock, _ rate: UInt64, _ targets: [(thread: Int32, cpu: Int32)], _ pmus: PMUs
  ) -> Obtained<[PerfRing]> {
    var rings: [PerfRing] = []
    for target in targets {
      for event in clock.events(pmus) {
        let result = cl_perf_open_sampler(event.type, event.config, rate, target.thread, target.cpu)
        guard result >= 0 else { return .failure(refusal(-result, event.type, target.thread)) }
        do throws(Errno) {
          rings.append(try PerfRing(PerfDescriptor(FileDescriptor(rawValue: result))))
        } catch {
          let cause = "sample ring of \(PerfRing.pages) pages refused; perf_event_mlock_kb or RLIMIT_MEMLOCK"
          return .failure(Unavailable(cause, errno: error.rawValue))
        }
      }
    }
    return .success(rings)
  }

  private static func refusal(_ errno: Int32, _ type: UInt32, _ thread: Int32) -> Unavailable {
    if errno == EINVAL {
      return Unavailable(
        "\(rate) samples a second refused; see kernel.perf_event_max_sample_rate", errno: errno)
    }
    return PerfRefusal(errno: errno, type: type, thread: thread).unavailable()
  }
}
