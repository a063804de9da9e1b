import CLinux
import Glibc
import Records

/// Why perf_event_open(2) refused an event: for rules, and in words that name the setting to change.
struct PerfRefusal: Sendable {
  var errno: Int32
  var type: UInt32
  var thread: Int32

  func unavailable() -> Unavailable {
    unavailable(
      paranoid: try? readText("/proc/sys/kernel/perf_event_paranoid"),
      hasPMU: hardwarePMUs.contains { access("/sys/bus/event_source/devices/\($0)", F_OK) == 0 },
      descriptorLimit: softDescriptorLimit())
  }

  /// Names of the PMU that counts cycles: one kind of core, the two kinds of a hybrid x86 CPU, 64-bit ARM.
  private var hardwarePMUs: [String] { ["cpu", "cpu_core", "cpu_atom", "armv8_pmuv3_0", "armv8_pmuv3"] }

  func unavailable(paranoid: String?, hasPMU: Bool, descriptorLimit: UInt64) -> Unavailable {
    let name = errorName(errno)
    switch errno {
    case ENOENT, EOPNOTSUPP, ENODEV:
      if type == UInt32(CL_PERF_TYPE_SOFTWARE) {
        return Unavailable("kernel does not know this software event (\(name))")
      }
      return hasPMU
        ? Unavailable("event not supported by this PMU (\(name))", .noEvent)
        : Unavailable("no hardware PMU (\(name))", .noPMU)
    case EACCES, EPERM: return forbidden(name, paranoid)
    case EMFILE:
      return Unavailable(
        "EMFILE: more descriptors needed than RLIMIT_NOFILE allows (\(descriptorLimit))", .noDescriptors)
    case ENFILE:
      return Unavailable("ENFILE: the system has no more descriptors (fs.file-max)", .noSystemDescriptors)
    case ENOSYS:
      return Unavailable("kernel has no perf events or a seccomp filter hides them (ENOSYS)", .noSystemCall)
    case ESRCH: return Unavailable("thread \(thread) has ended (ESRCH)")
    default: return Unavailable("perf_event_open refused (\(name))")
    }
  }

  private func forbidden(_ name: String, _ paranoid: String?) -> Unavailable {
    let level = paranoid?.filter { !$0.isWhitespace } ?? "unreadable"
    // What runs on a CPU is not one's own: the kernel asks for more than for a thread.
    if thread == -1, Int(level) ?? 1 > 0 {
      return Unavailable(
        "perf_event_paranoid=\(level): every CPU needs perf_event_paranoid <= 0 or CAP_PERFMON",
        .perfEventParanoid)
    }
    guard let number = Int(level), number < 2 else {
      return Unavailable("perf_event_paranoid=\(level)", .perfEventParanoid)
    }
    return Unavailable(
      "\(name): refused although perf_event_paranoid=\(level); a seccomp filter or security module", .filtered
    )
  }

  private func softDescriptorLimit() -> UInt64 {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return UInt64(limit.rlim_cur)
  }
}
