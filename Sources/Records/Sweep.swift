/// A plan executed: what was run, on what, when, and how it ended.
package struct Sweep: Codable, Hashable, Sendable {
  /// Row of the archive, from 1.
  package var id: Int64
  package var startedAtUnixNanoseconds: Int64
  package var status: Status
  package var plan: Plan
  package var host: HostFacts
  /// Send primitives of the worker that ran it, in the order of legends.
  package var senders: [PrimitiveDescription]
  /// Receive primitives of that worker, likewise.
  package var receivers: [PrimitiveDescription]
  /// Version of copycost that ran it.
  package var version: String
  /// The command as typed.
  package var command: String
  /// About the sweep as a whole.
  package var caveats: [Caveat]

  package enum Status: String, Codable, Sendable {
    case running, finished, interrupted
  }

  package init(
    id: Int64 = 0, startedAtUnixNanoseconds: Int64, status: Status = .running, plan: Plan, host: HostFacts,
    senders: [PrimitiveDescription] = [], receivers: [PrimitiveDescription] = [], version: String,
    command: String, caveats: [Caveat] = []
  ) {
    self.id = id
    self.startedAtUnixNanoseconds = startedAtUnixNanoseconds
    self.status = status
    self.plan = plan
    self.host = host
    self.senders = senders
    self.receivers = receivers
    self.version = version
    self.command = command
    self.caveats = caveats
  }
}
