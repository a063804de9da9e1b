import Records
import Synchronization

/// CPU time of the whole machine between the edges, and who used it.
///
/// `cpu_busy` is CPUs x elapsed - idle. The idle time of /proc/stat is exact in a kernel with NO_HZ but
/// printed in units of 10 ms, so that busy is good to 10 ms an edge. The terms are schedstat differences,
/// exact to a tick (4 ms at 250 Hz) for a thread that runs at the edge. The residual is what no term
/// explains: threads that ended in the window or cannot be seen from here, interrupts on an idle CPU, time a
/// hypervisor stole, the 10 ms. It is never a term.
package struct MachineCPU: Probe {

  package static let metrics = MachineMetrics.all

  private struct Edge: Sendable {
    var times: Obtained<ProcStat>
    var tasks: TaskEdge
  }

  /// The threads that the last probe of this process met: most of them are there in the next window too.
  private static let found = Mutex<TaskTimes?>(nil)

  private let stat = ProcFile("/proc/stat")
  private var tasks: TaskTimes
  private let readsMachine: Bool
  private var opening: Edge?
  /// When the threads were last looked for; later ones were born in the window.
  private var preparedAtBoot: UInt64 = 0
  private var closing: Edge?
  private var terms: Obtained<[TaskGroup: UInt64]> = .failure(
    Unavailable("window was not read at both edges"))

  package init(scope: ProbeScope) {
    readsMachine = scope.readsMachine
    tasks = readsMachine ? Self.threads() : TaskTimes.none
    preparedAtBoot = bootNanoseconds()
  }

  /// Looks for the threads born since, as those of the other end's flows are.
  package mutating func prepare() {
    guard readsMachine else { return }
    preparedAtBoot = bootNanoseconds()
    tasks.findNewborn()
    Self.found.withLock { $0 = tasks }
  }

  package mutating func open() {
    guard readsMachine else { return }
    opening = readEdge()
  }

  package mutating func close() {
    guard readsMachine, opening != nil else { return }
    closing = readEdge()
  }

  /// Looks for threads that were born in the window.
  package mutating func conclude() {
    guard let opening, let closing else { return }
    terms = tasks.grouped(from: opening.tasks, to: closing.tasks, openedAtBoot: preparedAtBoot)
  }

  /// All threads of the machine as of now.
  private static func threads() -> TaskTimes {
    guard var known = found.withLock({ $0 }) else { return TaskTimes.scan() }
    known.update()
    return known
  }

  private func readEdge() -> Edge {
    Edge(times: readTimes(), tasks: tasks.read())
  }

  private func readTimes() -> Obtained<ProcStat> {
    do throws(Unavailable) {
      let begin = monotonicNanoseconds()
      let text = try stat.bytes()
      let interval = ReadingSpan(begin: begin, end: monotonicNanoseconds())
      return .success(try ProcStat(text, interval: interval))
    } catch {
      return .failure(error)
    }
  }

  package func readings() -> [Reading] {
    guard readsMachine else { return [] }
    guard let opening, let closing else {
      return Self.metrics.map { Reading($0, .machine, unavailable: "window was not read at both edges") }
    }
    do throws(Unavailable) {
      let window = try MachineWindow(from: try opening.times.get(), to: try closing.times.get())
      return Self.readings(window, terms)
    } catch {
      return Self.readings(without: error, terms)
    }
  }

  static func readings(_ window: MachineWindow, _ terms: Obtained<[TaskGroup: UInt64]>) -> [Reading] {
    [
      Reading(MachineMetrics.elapsed, .machine, Double(window.elapsed)),
      Reading(MachineMetrics.cpuCount, .machine, Double(window.cpus)),
      Reading(MachineMetrics.busy, .machine, window.busy),
      Reading(MachineMetrics.steal, .machine, window.steal),
    ] + termReadings(terms) + [residualReading(window, terms)]
  }

  /// Without a /proc/stat that can be believed: the terms are of other files.
  static func readings(without window: Unavailable, _ terms: Obtained<[TaskGroup: UInt64]>) -> [Reading] {
    func missing(_ metric: Metric) -> Reading { Reading(metric, .machine, unavailable: window.reason) }
    let figures = [
      MachineMetrics.elapsed, MachineMetrics.cpuCount, MachineMetrics.busy, MachineMetrics.steal,
    ]
    return figures.map(missing) + termReadings(terms) + [missing(MachineMetrics.residual)]
  }

  private static func termReadings(_ terms: Obtained<[TaskGroup: UInt64]>) -> [Reading] {
    TaskGroup.allCases.map { group in
      switch terms {
      case .failure(let missing): return Reading(group.metric, .machine, unavailable: missing.reason)
      case .success(let terms):
        guard let time = terms[group] else {
          return Reading(group.metric, .machine, unavailable: group.absence)
        }
        return Reading(group.metric, .machine, Double(time))
      }
    }
  }

  private static func residualReading(_ window: MachineWindow, _ terms: Obtained<[TaskGroup: UInt64]>)
    -> Reading
  {
    switch terms {
    case .failure(let missing): return Reading(MachineMetrics.residual, .machine, unavailable: missing.reason)
    case .success(let terms):
      return Reading(MachineMetrics.residual, .machine, terms.values.reduce(window.busy) { $0 - Double($1) })
    }
  }
}

extension Reading {
  /// A count that may be missing, with its reason.
  init(_ metric: Metric, _ side: Side, _ count: Obtained<UInt64>) {
    switch count {
    case .success(let count): self.init(metric, side, Double(count))
    case .failure(let missing): self.init(metric, side, unavailable: missing.reason)
    }
  }
}
