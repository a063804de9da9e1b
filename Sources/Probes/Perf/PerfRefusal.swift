import CLinux
import Glibc

/// Why perf_event_open(2) refused an event, in words that name the setting to change.
struct PerfRefusal: Sendable {
  var errno: Int32
  var type: UInt32
  var thread: Int32

  func reason() -> String {
    reason(
      paranoid: try? readText("/proc/sys/kernel/perf_event_paranoid"),
      hasPMU: hardwarePMUs.contains { access("/sys/bus/event_source/devices/\($0)", F_OK) == 0 },
      descriptorLimit: softDescriptorLimit())
  }

  /// Names of the PMU that counts cycles: one kind of core, the two kinds of a hybrid x86 CPU, 64-bit ARM.
  private var hardwarePMUs: [String] { ["cpu", "cpu_core", "cpu_atom", "armv8_pmuv3_0", "armv8_pmuv3"] }

  func reason(paranoid: String?, hasPMU: Bool, descriptorLimit: UInt64) -> String {
    let name = errorName(errno)
    switch errno {
    case ENOENT, EOPNOTSUPP, ENODEV:
      if type == UInt32(CL_PERF_TYPE_SOFTWARE) { return "kernel does not know this software event (\(name))" }
      return hasPMU ? "event not supported by this PMU (\(name))" : "no hardware PMU (\(name))"
    case EACCES, EPERM:
      let level = paranoid?.filter { !$0.isWhitespace } ?? "unreadable"
      // What runs on a CPU is not one's own: the kernel asks for more than for a thread.
      if thread == -1, Int(level) ?? 1 > 0 {
        return "perf_event_paranoid=\(level): every CPU needs perf_event_paranoid <= 0 or CAP_PERFMON"
      }
      guard let number = Int(level), number < 2 else { return "perf_event_paranoid=\(level)" }
      return "\(name): refused although perf_event_paranoid=\(level); a seccomp filter or security module"
    case EMFILE: return "EMFILE: more descriptors needed than RLIMIT_NOFILE allows (\(descriptorLimit))"
    case ENFILE: return "ENFILE: the system has no more descriptors (fs.file-max)"
    case ENOSYS: return "kernel has no perf events or a seccomp filter hides them (ENOSYS)"
    case ESRCH: return "thread \(thread) has ended (ESRCH)"
    default: return "perf_event_open refused (\(name))"
    }
  }

  private func softDescriptorLimit() -> UInt64 {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return UInt64(limit.rlim_cur)
  }
}
