import CLinux
import Glibc
import Records

/// What every thread had run at one instant, in the order of the scan that found them.
struct TaskEdge: Sendable {
  /// Nanoseconds; nil for a thread that has ended or whose time cannot be read.
  var times: [UInt64?]
}

/// CPU time of all threads of the machine that this /proc shows.
///
/// Source: first field of /proc/PID/task/TID/schedstat. The files are found and opened before the window and
/// only re-read at its edges: 70 us for 91 threads, where a scan takes 1.2 ms. Threads born since, as those of
/// the other end's flows may be, are looked for once more before the window opens, in new processes and in our
/// own; threads born later are found after it closed.
struct TaskTimes: Sendable {
  private struct Task: Sendable {
    var process: Int32
    var thread: Int32
    var file: ProcFile
  }

  /// Watches nobody.
  static let none = TaskTimes(tasks: [], absence: nil)

  private var tasks: [Task]
  /// Processes of copycost, in which threads appear while a job is prepared.
  private var ours: Set<Int32> = []
  private let absence: String?

  private init(tasks: [Task], absence: String?) {
    self.tasks = tasks
    self.absence = absence
  }

  /// Finds every thread; keeps at most a quarter of the descriptors this process may open.
  static func scan() -> TaskTimes {
    guard access("/proc/self/schedstat", F_OK) == 0 else {
      return TaskTimes(tasks: [], absence: "kernel has no /proc/PID/schedstat (CONFIG_SCHED_INFO)")
    }
    var times = TaskTimes(tasks: [], absence: nil)
    for process in numberedEntries("/proc") { times.addThreads(of: process) }
    return times
  }

  private mutating func addThreads(of process: Int32, unless known: Set<Int32> = []) {
    let group = TaskGroup(process: Self.name(process, process), thread: "")
    if group == .control { ours.insert(process) }
    for thread in Self.numberedEntries("/proc/\(process)/task") where !known.contains(thread) {
      let path = "/proc/\(process)/task/\(thread)/schedstat"
      let file = ProcFile(path, held: tasks.count < largestShareOfDescriptors)
      tasks.append(Task(process: process, thread: thread, file: file))
    }
  }

  /// Looks for threads born since the scan.
  mutating func findNewborn() {
    guard absence == nil, !tasks.isEmpty else { return }
    let processes = Set(tasks.map(\.process))
    let threads = Set(tasks.map(\.thread))
    for process in Self.numberedEntries("/proc") where !processes.contains(process) || ours.contains(process)
    {
      addThreads(of: process, unless: threads)
    }
  }

  func read() -> TaskEdge {
    TaskEdge(times: tasks.map { Self.runTime($0.file) })
  }

  private static func runTime(_ file: ProcFile) -> UInt64? {
    guard let bytes = try? file.firstBytes(upTo: 128) else { return nil }
    let digits = bytes.prefix { $0 != UInt8(ascii: " ") }
    return digits.isEmpty ? nil : digits.reduce(0) { $0 * 10 + UInt64($1 &- UInt8(ascii: "0")) }
  }

  /// Time between the edges by group; a group without threads is absent.
  func grouped(
    from opening: TaskEdge, to closing: TaskEdge, openedAtBoot: UInt64
  ) -> Obtained<[TaskGroup: UInt64]> {
    if let absence { return .failure(Unavailable(absence)) }
    var groups: [TaskGroup: UInt64] = [:]
    var names: [Int32: String] = [:]
    func add(_ process: Int32, _ thread: Int32, _ time: UInt64) {
      let processName = names[process] ?? Self.name(process, process)
      names[process] = processName
      let threadName = process == thread ? processName : Self.name(process, thread)
      groups[TaskGroup(process: processName, thread: threadName), default: 0] += time
    }
    var known: Set<Int32> = []
    for (index, task) in tasks.enumerated() {
      guard let first = opening.times[index], let last = closing.times[index], last >= first else { continue }
      known.insert(task.thread)
      add(task.process, task.thread, last - first)
    }
    for (process, thread) in Self.threadIdentifiers() where !known.contains(thread) {
      guard let time = runTimeIfBorn(process, thread, after: openedAtBoot) else { continue }
      add(process, thread, time)
    }
    return .success(groups)
  }

  /// All a thread ever ran, if it was born in the window; the kernel gives its birth in units of 10 ms since
  /// boot.
  private func runTimeIfBorn(_ process: Int32, _ thread: Int32, after boot: UInt64) -> UInt64? {
    let directory = "/proc/\(process)/task/\(thread)"
    // Field 22, starttime, in units of 1/100 s.
    guard let text = try? readText("\(directory)/stat"), let ticks = try? TaskStat(text)[22],
      ticks * ProcStat.unitNanoseconds >= boot
    else { return nil }
    return Self.runTime(ProcFile("\(directory)/schedstat"))
  }

  private static func name(_ process: Int32, _ thread: Int32) -> String {
    // At most 15 characters (proc_pid_comm(5)), 63 of a kernel thread (proc_task_name in fs/proc/array.c): one read,
    // for it is done for every thread of the machine.
    let text = (try? ProcFile("/proc/\(process)/task/\(thread)/comm").firstBytes(upTo: 64)) ?? []
    return String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  private static func threadIdentifiers() -> [(process: Int32, thread: Int32)] {
    numberedEntries("/proc").flatMap { process in
      numberedEntries("/proc/\(process)/task").map { (process, $0) }
    }
  }

  private static func numberedEntries(_ path: String) -> [Int32] {
    directoryEntries(path).compactMap { Int32($0) }
  }
}

/// A quarter of the descriptors this process may open: what one probe of the machine keeps at most.
let largestShareOfDescriptors: Int = {
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  return Int(min(limit.rlim_cur, 65536)) / 4
}()

/// CLOCK_BOOTTIME now, in nanoseconds: the clock of the births in /proc/PID/stat.
func bootNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_BOOTTIME, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
