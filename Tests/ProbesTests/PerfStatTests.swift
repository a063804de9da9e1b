import CLinux
import Foundation
import Records
import Synchronization
import Testing

@testable import Probes

@Suite("perf counters against perf stat")
struct PerfStatTests {
  /// The threads sleep at a gate when either window opens and when either closes: both windows hold the same
  /// work.
  @Test("two threads count as perf stat counts them: task-clock within 1 %, switches within 2")
  func agrees() throws {
    let (start, end) = (Gate(), Gate())
    let workers = (0..<2).map { _ in
      Worker {
        start.wait()
        for _ in 0..<25 {
          burn(milliseconds: 6)
          usleep(500)
        }
        end.wait()
      }
    }
    let threads = workers.map(\.identifier)
    #expect(start.holds(workers))
    let scope = ProbeScope(side: .sender, threads: threads, sockets: [])
    var (perf, switches, faults) = (
      PerfCounters(scope: scope), SwitchCounts(scope: scope), PageFaults(scope: scope)
    )
    perf.prepare()
    let stat = try PerfStat(threads: threads, events: ["task-clock", "context-switches", "page-faults"])
    switches.open()
    faults.open()
    perf.open()
    start.letThrough(2)
    #expect(end.holds(workers))
    switches.close()
    faults.close()
    perf.close()
    let counts = try stat.finish()
    end.letThrough(2)
    for worker in workers { worker.join() }

    let readings = perf.readings() + switches.readings() + faults.readings()
    func ours(_ name: String) throws -> Double { try #require(readings.first { $0.metric == name }?.value) }
    // perf prints task-clock in milliseconds.
    let taskClock = try #require(counts["task-clock"]) * 1e6
    #expect(taskClock > 2 * 25 * 6e6)
    #expect(abs(try ours("task_clock") - taskClock) < 0.01 * taskClock)
    let switched = try #require(counts["context-switches"])
    #expect(switched >= 50)
    #expect(abs(try ours("context_switches") - switched) <= 2)
    #expect(abs(try ours("page_faults") - (try #require(counts["page-faults"]))) <= 2)
  }

  @Test("counters opened while their thread runs count it: a migration is no silent 0")
  func openedOnTheRun() throws {
    try #require(onlineCPUs().count > 1, "one CPU has nowhere to migrate to")
    let stop = Atomic(false)
    let worker = Worker {
      var cpu: UInt64 = 0
      while !stop.load(ordering: .relaxed) {
        cpu ^= 1
        var mask: UInt64 = 1 << cpu
        _ = cl_set_affinity(&mask, 8)
        burn(milliseconds: 1)
      }
    }
    var probe = PerfCounters(scope: ProbeScope(side: .sender, threads: [worker.identifier], sockets: []))
    usleep(20_000)
    probe.prepare()
    probe.open()
    usleep(200_000)
    probe.close()
    stop.store(true, ordering: .relaxed)
    worker.join()
    for metric in ["task_clock", "cpu_migrations"] {
      let reading = try #require(probe.readings().first { $0.metric == metric })
      #expect(try #require(reading.value, "\(reading)") > 5)
    }
  }
}

/// `perf stat -t` on some threads, counting from the moment `init` returns.
private struct PerfStat {
  private let child: Child
  private let directory: URL
  private let control: FileHandle

  init(threads: [Int32], events: [String]) throws {
    let perf = "/usr/bin/perf"
    try #require(access(perf, X_OK) == 0, "perf is missing: apt-get install linux-perf")
    directory = FileManager.default.temporaryDirectory.appending(path: "copycost-perf-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let (commands, answers) = (directory.appending(path: "control"), directory.appending(path: "answer"))
    mkfifo(commands.path, 0o600)
    mkfifo(answers.path, 0o600)
    child = try Child([
      perf, "stat", "-x", ",", "-o", directory.appending(path: "counts").path,
      "--delay", "-1", "--control", "fifo:\(commands.path),\(answers.path)",
      "-e", events.joined(separator: ","), "-t", threads.map(String.init).joined(separator: ","),
    ])
    // Opened for reading and writing, a fifo neither blocks nor ends while the other side is away.
    control = try #require(FileHandle(forUpdatingAtPath: commands.path))
    try control.write(contentsOf: Data("enable\n".utf8))
    let answer = try #require(FileHandle(forUpdatingAtPath: answers.path))
    var waiting = pollfd(fd: answer.fileDescriptor, events: Int16(POLLIN), revents: 0)
    try #require(poll(&waiting, 1, 10_000) == 1, "perf stat did not start counting within 10 s")
  }

  /// Stops counting; values by event name.
  func finish() throws -> [String: Double] {
    defer { try? FileManager.default.removeItem(at: directory) }
    child.signal(SIGINT)
    child.wait()
    let text = try String(contentsOf: directory.appending(path: "counts"), encoding: .utf8)
    var counts: [String: Double] = [:]
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count > 2, let value = Double(fields[0]) else { continue }
      counts[String(fields[2].prefix { $0 != ":" })] = value
    }
    return counts
  }
}
