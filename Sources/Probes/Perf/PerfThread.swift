import CLinux
import Records
import SystemPackage

/// The counters of one thread, or of one CPU: which events could be opened, and their groups.
struct PerfThread: Sendable {
  /// What every group answered at one instant, in the order of the groups.
  typealias Edge = [Obtained<PerfGroupCount>]

  /// Where a metric's value stands, or why it has none.
  private struct CounterSlot: Sendable {
    var group: Int
    var index: Int
  }

  private var places: [String: Obtained<CounterSlot>] = [:]
  private var groups: [PerfGroup] = []

  /// - Parameters:
  ///   - thread: -1 for all that run on `cpu`.
  ///   - cpu: -1 for wherever `thread` runs.
  init(thread: Int32, cpu: Int32 = -1, groups events: [[PerfEvent]]) {
    for group in events {
      var opened: [PerfDescriptor] = []
      for event in group {
        let leader = opened.first?.descriptor.rawValue ?? -1
        let result = cl_perf_open_configured(
          event.type, event.config, event.config1, event.config2, thread, cpu, leader)
        if result < 0 {
          let refusal = PerfRefusal(errno: -result, type: event.type, thread: thread)
          places[event.name] = .failure(refusal.unavailable())
        } else {
          places[event.name] = .success(CounterSlot(group: groups.count, index: opened.count))
          opened.append(PerfDescriptor(FileDescriptor(rawValue: result)))
        }
      }
      if !opened.isEmpty { groups.append(PerfGroup(descriptors: opened)) }
    }
  }

  func read() -> Edge {
    groups.map { $0.read() }
  }

  /// How much an event grew between two edges of this thread.
  ///
  /// - Parameter name: `PerfEvent.name`.
  func growth(of name: String, from opening: Edge, to closing: Edge) throws(Unavailable) -> PerfGrowth {
    guard let place = try places[name]?.get() else { throw Unavailable("event was not opened") }
    return try PerfGrowth(
      from: try opening[place.group].get(), to: try closing[place.group].get(), index: place.index)
  }
}

/// A descriptor of perf_event_open(2), closed with its last owner.
final class PerfDescriptor: Sendable {
  let descriptor: FileDescriptor

  init(_ descriptor: FileDescriptor) {
    self.descriptor = descriptor
  }

  deinit { try? descriptor.close() }
}

/// Counters of one thread that are scheduled and read together; the first leads.
struct PerfGroup: Sendable {
  let descriptors: [PerfDescriptor]

  func read() -> Obtained<PerfGroupCount> {
    let size = PerfGroupCount.size(events: descriptors.count)
    do {
      let leader = descriptors[0].descriptor
      let bytes = try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        count = try leader.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      return PerfGroupCount.decode(bytes, events: descriptors.count)
    } catch {
      return .failure(Unavailable("counter could not be read", errno: (error as? Errno)?.rawValue ?? 0))
    }
  }
}
