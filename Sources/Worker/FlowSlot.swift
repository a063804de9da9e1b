import DataPath
import Kernel
import Synchronization

/// One flow of a job at this end: its socket, its counters, and what it said when it ended.
final class FlowSlot: Sendable {
  let index: Int
  let socket: Socket
  let counters: FlowCounters
  /// The other end's address and port, for people.
  let peer: String
  private let outcome = Mutex<FlowEnd?>(nil)
  private let prepared = Atomic(false)

  init(index: Int, socket: consuming Socket, peer: String) {
    self.index = index
    self.socket = socket
    self.peer = peer
    self.counters = FlowCounters.allocate()
  }

  deinit {
    counters.deallocate()
  }

  /// What the flow said at its end; nil while it runs.
  var end: FlowEnd? {
    get { outcome.withLock { $0 } }
    set { outcome.withLock { $0 = newValue } }
  }

  /// Whether the flow's thread has its memory and goes to the barrier, or has ended without.
  var isPrepared: Bool {
    get { prepared.load(ordering: .acquiring) }
    set { prepared.store(newValue, ordering: .releasing) }
  }
}
