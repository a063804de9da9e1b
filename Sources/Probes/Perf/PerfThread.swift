import CLinux
import Records
import SystemPackage

/// The counters of one thread: which events could be opened, and their groups.
struct PerfThread: Sendable {
  /// What every group answered at one instant, in the order of the groups.
  typealias Edge = [Obtained<PerfGroupCount>]

  /// Where a metric's value stands, or why it has none.
  private struct Place: Sendable {
    var group: Int
    var index: Int
  }

  private var places: [String: Obtained<Place>] = [:]
  private var groups: [PerfGroup] = []

  init(thread: Int32, groups events: [[PerfEvent]]) {
    for group in events {
      var opened: [PerfDescriptor] = []
      for event in group {
        let result = cl_perf_open(
          event.type, event.config, thread, -1, opened.first?.descriptor.rawValue ?? -1)
        if result < 0 {
          let reason = PerfRefusal(errno: -result, type: event.type, thread: thread).reason()
          places[event.metric.name] = .failure(Unavailable(reason))
        } else {
          places[event.metric.name] = .success(Place(group: groups.count, index: opened.count))
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
  func count(of metric: Metric, from opening: Edge, to closing: Edge) -> Obtained<PerfCount> {
    do throws(Unavailable) {
      guard let place = try places[metric.name]?.get() else { throw Unavailable("event was not opened") }
      let first = try opening[place.group].get()
      let last = try closing[place.group].get()
      return .success(try PerfCount(from: first, to: last, index: place.index))
    } catch {
      return .failure(error)
    }
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
