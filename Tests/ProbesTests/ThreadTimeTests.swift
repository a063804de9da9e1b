import CLinux
import Glibc
import Records
import Synchronization
import Testing

@testable import Probes

@Suite("Thread probes")
struct ThreadTimeTests {
  @Test("CPU time agrees with getrusage of the same thread")
  func agreesWithResourceUsage() throws {
    let (start, end) = (Gate(), Gate())
    let used = Atomic<Int64>(0)
    let worker = Worker {
      start.wait()
      let before = Self.resourceUsage()
      burn(milliseconds: 120)
      used.store(Self.resourceUsage() - before, ordering: .releasing)
      end.wait()
    }
    #expect(start.holds([worker]))
    var probe = ThreadTime(scope: ProbeScope(side: .sender, threads: [worker.identifier], sockets: []))
    probe.open()
    start.letThrough(1)
    #expect(end.holds([worker]))
    probe.close()
    let readings = probe.readings()
    end.letThrough(1)
    worker.join()

    let cpuTime = try #require(readings.value(ThreadMetrics.cpuTime))
    let expected = Double(used.load(ordering: .acquiring)) * 1000
    #expect(abs(cpuTime - expected) < 0.01 * expected)
    let user = try #require(readings.value(ThreadMetrics.userTime))
    let system = try #require(readings.value(ThreadMetrics.systemTime))
    #expect(abs(user + system - cpuTime) < 1)
    let share = try #require(readings.value(ThreadMetrics.busiestShare))
    let elapsed = try #require(readings.value(ThreadMetrics.elapsed))
    #expect(abs(share - cpuTime / elapsed) < 1e-9)
  }

  private static func resourceUsage() -> Int64 {
    var usage = rusage()
    getrusage(1, &usage)  // RUSAGE_THREAD, getrusage(2)
    return Int64(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1_000_000
      + Int64(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
  }

  @Test("a running thread's CPU time is that of the instant, not of the last tick")
  func exactWhileRunning() throws {
    let own = Atomic<UInt64>(0)
    let stop = Atomic<Bool>(false)
    let worker = Worker {
      while !stop.load(ordering: .relaxed) { own.store(threadNanoseconds(), ordering: .releasing) }
    }
    while own.load(ordering: .acquiring) == 0 { usleep(100) }
    var early = 0
    for _ in 0..<200 {
      let before = own.load(ordering: .acquiring)
      if cl_thread_cpu_nanoseconds(worker.identifier) < Int64(before) { early += 1 }
      usleep(500)
    }
    stop.store(true, ordering: .relaxed)
    worker.join()
    #expect(early == 0)
  }

  @Test("a thread that has ended leaves a reason, not 0")
  func endedThread() throws {
    let worker = Worker {}
    let identifier = worker.identifier
    worker.join()
    var probe = ThreadTime(
      scope: ProbeScope(side: .receiver, threads: [currentThread(), identifier], sockets: []))
    probe.open()
    probe.close()
    let reading = try #require(probe.readings().reading(ThreadMetrics.cpuTime))
    #expect(reading.value == nil)
    #expect(reading.reason == "no CPU clock of thread \(identifier) (EINVAL)")
  }

  @Test("sleeps are voluntary switches, and all switches together are what perf counts")
  func switches() throws {
    let (start, end) = (Gate(), Gate())
    let worker = Worker {
      start.wait()
      for _ in 0..<40 { usleep(1000) }
      burn(milliseconds: 30)
      end.wait()
    }
    #expect(start.holds([worker]))
    let scope = ProbeScope(side: .sender, threads: [worker.identifier], sockets: [])
    var switches = SwitchCounts(scope: scope)
    switches.open()
    start.letThrough(1)
    #expect(end.holds([worker]))
    switches.close()
    let readings = switches.readings()
    end.letThrough(1)
    worker.join()

    let voluntary = try #require(readings.value(ThreadMetrics.voluntarySwitches))
    let involuntary = try #require(readings.value(ThreadMetrics.involuntarySwitches))
    #expect((40...43).contains(voluntary))
    let counted = try #require(readings.first { $0.metric == "context_switches" }?.value)
    #expect(counted == voluntary + involuntary)
  }

  private func pin(_ thread: Int32, cpu: Int) throws {
    try #require(try Child(["taskset", "-p", "-c", "\(cpu)", "\(thread)"]).wait() == 0)
  }

  @Test("two threads on one CPU wait for each other")
  func runQueueWait() throws {
    let (start, end) = (Gate(), Gate())
    let workers = (0..<2).map { _ in
      Worker {
        start.wait()
        burn(milliseconds: 60)
        end.wait()
      }
    }
    #expect(start.holds(workers))
    for worker in workers { try pin(worker.identifier, cpu: 0) }
    var probe = RunQueueWait(
      scope: ProbeScope(side: .sender, threads: workers.map(\.identifier), sockets: []))
    probe.open()
    start.letThrough(2)
    #expect(end.holds(workers))
    probe.close()
    let wait = try #require(probe.readings().value(ThreadMetrics.runQueueWait))
    end.letThrough(2)
    for worker in workers { worker.join() }
    // Each ran 60 ms, and most of that time the other was ready.
    #expect(wait > 40_000_000)
  }

  @Test("a thread that runs is ready at both edges, and one that sleeps is not")
  func readyThreads() throws {
    let end = Gate()
    let stop = Atomic(false)
    let asleep = Worker { end.wait() }
    let running = Worker {
      while !stop.load(ordering: .relaxed) {}
      end.wait()
    }
    var probe = ReadyThreads(
      scope: ProbeScope(side: .sender, threads: [asleep.identifier, running.identifier], sockets: []))
    #expect(end.holds([asleep]))
    probe.open()
    probe.close()
    stop.store(true, ordering: .relaxed)
    #expect(end.holds([asleep, running]))
    #expect(probe.readings().value(ThreadMetrics.readyThreads) == 1)
    probe.open()
    probe.close()
    #expect(probe.readings().value(ThreadMetrics.readyThreads) == 0)
    end.letThrough(2)
    for worker in [asleep, running] { worker.join() }
  }
}
