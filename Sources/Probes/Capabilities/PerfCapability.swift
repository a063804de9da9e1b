import CLinux
import Records

/// What perf_event_open(2) grants: counting in software and in the PMU, the whole machine, kernel samples.
enum PerfCapability: Capability {
  static func facts(_ tree: FactTree) -> [HostFacts.Fact] {
    let (software, hardware) = (UInt32(CL_PERF_TYPE_SOFTWARE), UInt32(CL_PERF_TYPE_HARDWARE))
    return [
      fact("can.perf.software") { () throws(Unavailable) in
        try open(software, cl_perf_task_clock)
      },
      fact("can.perf.hardware") { () throws(Unavailable) in
        try open(hardware, cl_perf_cycles)
      },
      fact("can.perf.machine") { () throws(Unavailable) in
        try open(software, cl_perf_task_clock, thread: -1, cpu: try firstCPU(tree))
      },
      fact("can.perf.samples") { () throws(Unavailable) in
        // Any period will do, for the event stays disabled.
        try open(software, cl_perf_task_clock, period: 1_000_000)
      },
    ]
  }

  private static func firstCPU(_ tree: FactTree) throws(Unavailable) -> Int32 {
    let list = try tree.text("sys/devices/system/cpu/online")
    guard let cpu = Int32(list.prefix(while: \.isNumber)) else {
      throw Unavailable("CPU list \(list) is not understood")
    }
    return cpu
  }

  private static func open(
    _ type: UInt32, _ config: UInt64, period: UInt64 = 0, thread: Int32 = 0, cpu: Int32 = -1
  ) throws(Unavailable) {
    let result = cl_try_perf(type, config, period, 0, thread, cpu)
    guard result >= 0 else {
      throw PerfRefusal(errno: -result, type: type, thread: thread).unavailable()
    }
  }
}
