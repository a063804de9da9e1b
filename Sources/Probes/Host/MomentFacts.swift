import Kernel
import Records

/// What the machine does while copycost does nothing: true for one moment only, unlike the other facts.
package enum MomentFacts {
  /// Several of the 10 ms units of /proc/stat on every CPU, and short enough to wait for at every start.
  package static let intervalNanoseconds: UInt64 = 50_000_000

  /// Sleeps for the interval and says how much of it the CPUs were busy or stolen.
  package static func facts(root: String = "/") -> [HostFacts.Fact] {
    let tree = FactTree(root: root)
    let first = stat(tree)
    if case .success = first { MonotonicClock.sleep(until: MonotonicClock.now() + intervalNanoseconds) }
    return facts(from: first.map(\.times), to: second(tree, after: first)) + [stealSinceBoot(tree)]
  }

  /// A text that did not change, although it counts timer interrupts, would make an idle machine a busy one.
  private static func second(_ tree: FactTree, after first: Obtained<Stat>) -> Obtained<ProcStat> {
    do throws(Unavailable) {
      let (before, now) = (try first.get(), try stat(tree).get())
      guard now.text != before.text else { throw Unavailable("/proc/stat stands still") }
      return .success(now.times)
    } catch {
      return .failure(error)
    }
  }

  private struct Stat {
    var text: String
    var times: ProcStat
  }

  private static func stat(_ tree: FactTree) -> Obtained<Stat> {
    do throws(Unavailable) {
      let begin = monotonicNanoseconds()
      let text = try tree.text("proc/stat")
      let interval = ReadingSpan(begin: begin, end: monotonicNanoseconds())
      return .success(Stat(text: text, times: try ProcStat(Array(text.utf8), interval: interval)))
    } catch {
      return .failure(error)
    }
  }

  static func facts(from first: Obtained<ProcStat>, to last: Obtained<ProcStat>) -> [HostFacts.Fact] {
    do throws(Unavailable) {
      let window = try MachineWindow(from: try first.get(), to: try last.get())
      let capacity = Double(window.elapsed) * Double(window.cpus)
      return [
        fact("now.busy_percent") { () throws(Unavailable) in try percent(window.busy / capacity) },
        fact("now.steal_percent") { () throws(Unavailable) in
          try percent(Double(try window.steal.get()) / capacity)
        },
        // One unit may be rounding alone: that is for the reader of the share to know.
        fact("now.steal_units") { () throws(Unavailable) in
          String(try window.steal.get() / ProcStat.unitNanoseconds)
        },
      ]
    } catch {
      return ["now.busy_percent", "now.steal_percent", "now.steal_units"].map {
        HostFacts.Fact($0, error)
      }
    }
  }

  /// Share of all CPU time since boot that the hypervisor kept, in percent with two decimals.
  private static func stealSinceBoot(_ tree: FactTree) -> HostFacts.Fact {
    tree.fact("cpu.steal_percent_since_boot") { () throws(Unavailable) in
      let words = try tree.text("proc/stat").prefix { $0 != "\n" }.split(separator: " ").dropFirst()
      // user nice system idle iowait irq softirq steal; the guest times after them are part of user and nice.
      var times: [UInt64] = []
      for word in words.prefix(8) { times.append(try ForeignNumber.count(word, "CPU time in /proc/stat")) }
      let total = try ForeignNumber.sum(times, "CPU time in /proc/stat")
      guard times.count == 8, total > 0 else { throw Unavailable("/proc/stat is not understood") }
      return try percent(Double(times[7]) / Double(total))
    }
  }

  private static func fact(_ name: String, _ value: () throws(Unavailable) -> String) -> HostFacts.Fact {
    do throws(Unavailable) {
      return HostFacts.Fact(name, try value())
    } catch {
      return HostFacts.Fact(name, error)
    }
  }

  /// Two decimals, without Foundation.
  private static func percent(_ share: Double) throws(Unavailable) -> String {
    let hundredths = try ForeignNumber.whole(share * 10_000, "share of CPU time")
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}
