import CLinux
import Foundation
import Records
import Testing

@testable import Probes

@Suite("Counters of the whole machine", .serialized)
struct MachineCountersTests {
  private func readings(
    _ instruments: Instruments = Instruments(), readsMachine: Bool = true, _ body: () -> Void
  ) -> [Reading] {
    var probe = MachineCounters(
      scope: ProbeScope(
        side: .sender, threads: [], sockets: [], readsMachine: readsMachine, instruments: instruments))
    probe.open()
    body()
    probe.close()
    return probe.readings()
  }

  private var isPermitted: Bool {
    let level = (try? String(contentsOfFile: "/proc/sys/kernel/perf_event_paranoid", encoding: .utf8)) ?? ""
    return geteuid() == 0 || Int(level.filter { !$0.isWhitespace }) ?? 2 <= 0
  }

  @Test(
    "a thread that sleeps a hundred times switches the machine at least as often; a fault per page is counted"
  )
  func counts() throws {
    guard isPermitted else { return }
    let pages = 200
    let readings = readings {
      for _ in 0..<100 { usleep(200) }
      let size = pages * 4096
      let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
      madvise(memory, size, MADV_NOHUGEPAGE)
      for page in 0..<pages { memory.storeBytes(of: 1, toByteOffset: page * 4096, as: UInt8.self) }
      munmap(memory, size)
    }
    func value(_ name: String) throws -> Double { try #require(readings.first { $0.metric == name }?.value) }
    #expect(try value("machine_context_switches") >= 100)
    #expect(try value("machine_page_faults") >= Double(pages))
    let clock = try value("machine_cpu_clock")
    #expect(clock >= 100 * 200e3 * Double(onlineCPUs().count))
    #expect(readings.map(\.metric) == MachineCounters.metrics.map(\.name))
    #expect(readings.allSatisfy { $0.side == .machine && ($0.value == nil) == ($0.reason != nil) })
  }

  @Test("with the counters off there are reasons and no descriptors")
  func off() {
    let readings = readings(Instruments(counters: false)) {}
    #expect(readings.count == MachineCounters.metrics.count)
    #expect(readings.allSatisfy { $0.value == nil && $0.reason == "perf counters are off (--counters off)" })
  }

  @Test("the side that does not read the machine has none of its metrics")
  func otherSide() {
    #expect(readings(readsMachine: false) {}.isEmpty)
  }

  @Test(
    "a refusal for every CPU names the level that is needed, also where a thread's counters would be allowed")
  func refusal() {
    func reason(_ thread: Int32, _ level: String) -> String {
      PerfRefusal(errno: EACCES, type: UInt32(CL_PERF_TYPE_SOFTWARE), thread: thread)
        .unavailable(paranoid: level, hasPMU: false, descriptorLimit: 1024).reason
    }
    for level in ["1\n", "2\n", "4\n"] {
      #expect(reason(-1, level).contains("every CPU needs perf_event_paranoid <= 0 or CAP_PERFMON"))
    }
    #expect(!reason(7, "2\n").contains("every CPU"))
    #expect(reason(-1, "-1\n").contains("seccomp"))
  }

  @Test("each CPU of a hybrid machine is counted by the PMU of its own kind, software events by none")
  func hybrid() throws {
    let pmus = try FakePMUs([
      "cpu_core/type": "4\n", "cpu_core/cpus": "0-3\n", "cpu_atom/type": "10\n", "cpu_atom/cpus": "4,6-7\n",
    ])
    defer { pmus.remove() }
    let read = PMUs(directory: pmus.directory)
    for (cpu, type) in [(Int32(0), UInt64(4)), (3, 4), (4, 10), (7, 10), (5, 0)] {
      for event in MachineCounters.groups(for: cpu, read).joined() {
        let isSoftware = event.type == UInt32(CL_PERF_TYPE_SOFTWARE)
        #expect(event.config >> 32 == (isSoftware ? 0 : type))
      }
    }
  }
}
