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
/// Source: first field of /proc/PID/task/TID/schedstat. The files are opened when their thread is found and only re-read
/// at the edges of a window: 70 us for 91 threads, where opening them takes 1.2 ms. Threads born since, as those of the
/// next job's flows are, are looked for before each window; threads born later are found after it closed.
struct TaskTimes: Sendable {
  private struct Task: Sendable {
    var process: Int32
    var thread: Int32
    var file: ProcFile
    var group: TaskGroup
  }

  /// Watches nobody.
  static let none = TaskTimes(absence: nil)

  private var tasks: [Task] = []
  /// Processes of copycost, in which threads appear while a job is prepared.
  private var ours: Set<Int32> = []
  private let absence: String?

  private init(absence: String?) {
    self.absence = absence
  }

  /// Finds every thread; keeps at most a quarter of the descriptors this process may open.
  static func scan() -> TaskTimes {
    guard access("/proc/self/schedstat", F_OK) == 0 else {
      return TaskTimes(absence: "kernel has no /proc/PID/schedstat (CONFIG_SCHED_INFO)")
    }
    var times = TaskTimes(absence: nil)
    times.update()
    return times
  }

  /// Finds the threads born since, and forgets those that ended: 1 ms for 100 threads.
  mutating func update() {
    // A file that says nothing belonged to a thread that ended, whose number another may bear by now.
    tasks.removeAll { Self.runTime($0.file) == nil }
    addUnknown { _ in true }
  }

  /// Finds the threads born since in new processes and in our own, where those of the next job's flows appear.
  mutating func findNewborn() {
    let (known, ours) = (Set(tasks.map(\.process)), ours)
    addUnknown { process in !known.contains(process) || ours.contains(process) }
  }

  /// Adds the threads of some processes that are not there yet, and reads again who is who in them: a process changes its
  /// name when it becomes another program, and a thread of ours takes its name after its birth.
  private mutating func addUnknown(of isWanted: (Int32) -> Bool) {
    guard absence == nil else { return }
    let places = Dictionary(tasks.indices.map { (tasks[$0].thread, $0) }, uniquingKeysWith: { $1 })
    var descriptors = largestShareOfDescriptors - tasks.count { $0.file.isHeld }
    for process in Self.numberedEntries("/proc") where isWanted(process) {
      let name = Self.name(process, process)
      let isOurs = TaskGroup(process: name, thread: "") == .control
      if isOurs { ours.insert(process) } else { ours.remove(process) }
      for thread in Self.numberedEntries("/proc/\(process)/task") {
        if let place = places[thread] {
          if isOurs || thread == process { tasks[place].group = Self.group(of: thread, process, named: name) }
          continue
        }
        let path = "/proc/\(process)/task/\(thread)/schedstat"
        tasks.append(
          Task(
            process: process, thread: thread, file: ProcFile(path, held: descriptors > 0),
            group: Self.group(of: thread, process, named: name)))
        descriptors -= 1
      }
    }
  }

  private static func group(of thread: Int32, _ process: Int32, named name: String) -> TaskGroup {
    TaskGroup(process: name, thread: thread == process ? name : Self.name(process, thread))
  }

  func read() -> TaskEdge {
    TaskEdge(times: tasks.map { Self.runTime($0.file) })
  }

  private static func runTime(_ file: ProcFile) -> UInt64? {
    guard let bytes = try? file.firstBytes(upTo: 128) else { return nil }
    let digits = bytes.prefix { $0 != UInt8(ascii: " ") }
    return try? ForeignNumber.count(digits: digits, file.path)
  }

  /// Time between the edges by group; a group without threads is absent.
  func grouped(
    from opening: TaskEdge, to closing: TaskEdge, openedAtBoot: UInt64
  ) -> Obtained<[TaskGroup: UInt64]> {
    if let absence { return .failure(Unavailable(absence)) }
    var times: [TaskGroup: [UInt64]] = [:]
    for (index, task) in tasks.enumerated() {
      guard let first = opening.times[index], let last = closing.times[index], last >= first else { continue }
      times[task.group, default: []].append(last - first)
    }
    let known = Set(tasks.map(\.thread))
    for process in Self.numberedEntries("/proc") {
      for thread in Self.numberedEntries("/proc/\(process)/task") where !known.contains(thread) {
        guard let time = runTimeIfBorn(process, thread, after: openedAtBoot) else { continue }
        times[Self.group(of: thread, process, named: Self.name(process, process)), default: []].append(time)
      }
    }
    do throws(Unavailable) {
      var groups: [TaskGroup: UInt64] = [:]
      for (group, times) in times {
        groups[group] = try ForeignNumber.sum(times, "run time of threads in /proc/PID/schedstat")
      }
      return .success(groups)
    } catch {
      return .failure(error)
    }
  }

  /// All a thread ever ran, if it was born in the window; the kernel gives its birth in units of 10 ms since
  /// boot.
  private func runTimeIfBorn(_ process: Int32, _ thread: Int32, after boot: UInt64) -> UInt64? {
    let directory = "/proc/\(process)/task/\(thread)"
    // Field 22, starttime, in units of 1/100 s.
    guard let text = try? readText("\(directory)/stat"), let ticks = try? TaskStat(text)[22],
      let born = try? ForeignNumber.product(ticks, ProcStat.unitNanoseconds, "birth of a thread"),
      born >= boot
    else { return nil }
    return Self.runTime(ProcFile("\(directory)/schedstat"))
  }

  private static func name(_ process: Int32, _ thread: Int32) -> String {
    // At most 15 characters (proc_pid_comm(5)), 63 of a kernel thread (proc_task_name in fs/proc/array.c): one read,
    // for it is done for every process of the machine.
    let text = (try? ProcFile("/proc/\(process)/task/\(thread)/comm").firstBytes(upTo: 64)) ?? []
    return String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
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
