import SystemPackage

/// Why a flow ended before it was told to.
package struct FlowFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// The call that failed, such as `sendmsg`.
  package var call: String
  package var errno: Errno

  package init(call: String, errno: Errno) {
    self.call = call
    self.errno = errno
  }

  package var description: String { "\(call): \(errno)" }
}

/// What the wait for outstanding zero-copy completions came to.
package struct DrainOutcome: Sendable, Hashable {
  /// Completions outstanding when the flow stopped sending.
  package var completionsOutstanding: UInt64 = 0
  /// Of those, never seen by the deadline.
  package var unaccounted: UInt64 = 0
  /// Memory that is never freed because the kernel may still read it.
  package var leakedBytes: UInt64 = 0

  package init() {}
}

/// What a flow says when it has ended, well or not.
package struct FlowEnd: Sendable, Hashable {
  /// Everything the flow has counted, drain included.
  package var total: FlowCount
  /// One entry for each phase the flow saw begin, `stop` (or its failure) last.
  ///
  /// A phase that came and went while the thread slept or had no CPU is missing; whoever needs it must look.
  package var edges: [ThreadUsage]
  /// nil when the flow ended as it was told to.
  package var failure: FlowFailure?
  /// All zero for whoever has no completions.
  package var drain: DrainOutcome
}
