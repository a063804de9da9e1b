import Foundation
import Glibc
import Records
import Testing

@testable import Probes

@Suite("Machine CPU", .serialized)
struct MachineCPUTests {
  private let scope = ProbeScope(side: .sender, threads: [], sockets: [], readsMachine: true)

  /// CPU time another process has used, by its process clock.
  private func cpuTime(of process: pid_t) -> Double {
    var time = timespec()
    clock_gettime(clockid_t(bitPattern: ~UInt32(bitPattern: process) << 3 | 2), &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }

  @Test("a process that spins beside us is in cpu_other and in cpu_busy")
  func busyLoop() throws {
    let child = try Child(["sh", "-c", "while :; do :; done"])
    defer {
      child.signal(SIGKILL)
      child.wait()
    }
    var probe = MachineCPU(scope: scope)
    probe.prepare()
    probe.open()
    let before = cpuTime(of: child.process)
    usleep(300_000)
    let used = cpuTime(of: child.process) - before
    probe.close()
    probe.conclude()
    let readings = probe.readings()
    #expect(readings.map(\.metric) == MachineCPU.metrics.map(\.name))
    // The tick that schedstat may lag behind is at most 10 ms (100 Hz).
    #expect(try #require(readings.value(MachineMetrics.other)) > used - 10_000_000)
    let busy = try #require(readings.value(MachineMetrics.busy))
    #expect(busy > used - 20_000_000)
    let elapsed = try #require(readings.value(MachineMetrics.elapsed))
    #expect(busy <= elapsed * (try #require(readings.value(MachineMetrics.cpuCount))))
  }

  @Test("a process born in the window is counted")
  func bornInWindow() throws {
    var probe = MachineCPU(scope: scope)
    probe.prepare()
    probe.open()
    usleep(20_000)
    let child = try Child(["sh", "-c", "while :; do :; done"])
    usleep(300_000)
    probe.close()
    probe.conclude()
    let used = cpuTime(of: child.process)
    child.signal(SIGKILL)
    child.wait()
    #expect(used > 50_000_000)
    // It goes on running until its time is read, after the edge: a quarter is left for that.
    #expect(try #require(probe.readings().value(MachineMetrics.other)) > 0.75 * used - 10_000_000)
  }

  @Test("flow threads are told by their names")
  func flowThreads() throws {
    let (start, end) = (Gate(), Gate())
    let worker = Worker(name: "cc-send-0") {
      start.wait()
      burn(milliseconds: 80)
      end.wait()
    }
    #expect(start.holds([worker]))
    var probe = MachineCPU(scope: scope)
    probe.prepare()
    probe.open()
    start.letThrough(1)
    #expect(end.holds([worker]))
    probe.close()
    probe.conclude()
    end.letThrough(1)
    worker.join()
    #expect(try #require(probe.readings().value(MachineMetrics.senderFlows)) >= 80_000_000)
  }

  @Test("a flow thread born after the probe is in its group, and only with its time in the window")
  func bornBeforeOpening() throws {
    let (first, second, end) = (Gate(), Gate(), Gate())
    let worker = Worker(name: "cc-recv-0") {
      first.wait()
      burn(milliseconds: 300)
      second.wait()
      burn(milliseconds: 80)
      end.wait()
    }
    let copycost = try Renamed("copycost-worker")
    defer { copycost.restore() }
    var probe = MachineCPU(scope: scope)
    let late = Worker(name: "cc-recv-1") {
      first.wait()
      burn(milliseconds: 300)
      second.wait()
      burn(milliseconds: 80)
      end.wait()
    }
    #expect(first.holds([worker, late]))
    first.letThrough(2)
    #expect(second.holds([worker, late]))
    probe.prepare()
    probe.open()
    second.letThrough(2)
    #expect(end.holds([worker, late]))
    probe.close()
    probe.conclude()
    end.letThrough(2)
    for thread in [worker, late] { thread.join() }
    let time = try #require(probe.readings().value(MachineMetrics.receiverFlows))
    #expect(time >= 160_000_000 && time < 300_000_000)
  }

  @Test("an update finds the threads born since under their later names, and lets go of those that ended")
  func update() throws {
    func files() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
    let copycost = try Renamed("copycost-worker")
    defer { copycost.restore() }
    var times = TaskTimes.scan()
    let before = try files()
    for _ in 0..<3 {
      let (start, renamed, end) = (Gate(), Gate(), Gate())
      let workers = (0..<10).map { _ in
        Worker(name: "not-yet-named") {
          start.wait()
          nameCurrentThread("cc-recv-7")
          renamed.wait()
          burn(milliseconds: 10)
          end.wait()
        }
      }
      #expect(start.holds(workers))
      times.update()
      start.letThrough(10)
      #expect(renamed.holds(workers))
      times.update()
      let opening = times.read()
      renamed.letThrough(10)
      #expect(end.holds(workers))
      let groups = try times.grouped(from: opening, to: times.read(), openedAtBoot: bootNanoseconds()).get()
      #expect(try #require(groups[.receiverFlows]) >= 100_000_000)
      end.letThrough(10)
      for worker in workers { worker.join() }
    }
    times.update()
    // The runtime and other tests have threads of their own, but not thirty new ones.
    #expect(try files() < before + 15)
  }

  @Test(
    "a thread's group follows from its name and its process",
    arguments: [
      ("copycost-worker", "cc-send-3", TaskGroup.senderFlows),
      ("copycost-worker", "cc-recv-0", .receiverFlows),
      ("ksoftirqd/1", "ksoftirqd/1", .ksoftirqd),
      ("copycost-worker", "copycost-worker", .control),
      ("copycost", "anything", .control),
      ("iperf3", "iperf3", .other),
      ("copycostlike", "x", .other),
    ])
  func groups(process: String, thread: String, group: TaskGroup) {
    #expect(TaskGroup(process: process, thread: thread) == group)
  }

  private func stat(_ cpus: Int, idle: UInt64, iowait: UInt64, steal: UInt64, at nanoseconds: UInt64) throws
    -> ProcStat
  {
    let lines =
      "cpu  7021 3 2038 \(idle) \(iowait) 5 15 \(steal) 0 0\n"
      + (0..<cpus).map { "cpu\($0) 1 1 1 1 1 1 1 1 0 0\n" }.joined() + "intr 5 cpu\nctxt 1\n"
    return try ProcStat(Array(lines.utf8), interval: ReadingSpan(begin: nanoseconds, end: nanoseconds))
  }

  @Test("busy is CPUs x elapsed - idle - iowait, and the residual what no term explains")
  func residual() throws {
    let window = try MachineWindow(
      from: try stat(2, idle: 100, iowait: 7, steal: 1, at: 1_000_000_000),
      to: try stat(2, idle: 110, iowait: 8, steal: 3, at: 1_400_000_000))
    let readings = MachineCPU.readings(
      window, .success([.senderFlows: 300_000_000, .ksoftirqd: 0, .other: 250_000_000]))
    #expect(readings.value(MachineMetrics.busy) == 690_000_000)
    #expect(readings.value(MachineMetrics.steal) == 20_000_000)
    #expect(readings.value(MachineMetrics.residual) == 140_000_000)
    #expect(readings.value(MachineMetrics.ksoftirqd) == 0)
    #expect(MachineMetrics.residual.source == .derived)
    let unseen = try #require(readings.reading(MachineMetrics.receiverFlows))
    #expect(unseen.value == nil)
    #expect(unseen.reason == "no thread named cc-recv* in this /proc")
  }

  @Test("terms that cannot be read leave no residual, but busy")
  func noTerms() throws {
    let window = try MachineWindow(
      from: try stat(1, idle: 100, iowait: 0, steal: 0, at: 0),
      to: try stat(1, idle: 100, iowait: 0, steal: 0, at: 5_000_000))
    let readings = MachineCPU.readings(window, .failure(Unavailable("no schedstat")))
    #expect(readings.value(MachineMetrics.busy) == 5_000_000)
    for metric in [MachineMetrics.senderFlows, MachineMetrics.other, MachineMetrics.residual] {
      #expect(readings.reading(metric)?.reason == "no schedstat")
    }
  }

  @Test("a CPU that comes or goes in the window leaves no figure")
  func hotplug() throws {
    let first = try stat(2, idle: 1, iowait: 0, steal: 0, at: 0)
    let last = try stat(1, idle: 2, iowait: 0, steal: 0, at: 9)
    let missing = #expect(throws: Unavailable.self) { try MachineWindow(from: first, to: last) }
    #expect(missing?.reason == "a CPU went on- or offline in the window")
  }

  @Test("a side that does not read the machine says nothing about it")
  func otherSide() {
    var probe = MachineCPU(scope: ProbeScope(side: .receiver, threads: [], sockets: []))
    probe.open()
    probe.close()
    probe.conclude()
    #expect(probe.readings().isEmpty)
  }
}

/// This process under another name, as the scheduler's files show it, until it is restored.
private struct Renamed {
  private let name: String

  init(_ name: String) throws {
    self.name = String(try readText("/proc/self/comm").prefix { $0 != "\n" })
    Self.write(name)
  }

  func restore() { Self.write(name) }

  private static func write(_ name: String) {
    guard let file = fopen("/proc/self/comm", "w") else { return }
    fputs(name, file)
    fclose(file)
  }
}
