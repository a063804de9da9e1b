/// Socket buffers that bring a message to where a proof wants it.
package struct ProofOptions: Sendable, Hashable {
  /// SO_SNDBUF of the sending end; nil leaves the kernel's autotuning on.
  package var sendBufferBytes: Int?
  /// SO_RCVBUF of the receiving end; nil leaves the kernel's autotuning on.
  package var receiveBufferBytes: Int?

  /// Longest message of a mutation proof: it must fit into the receive buffer while nobody reads.
  ///
  /// The default limit of SO_RCVBUF (net.core.rmem_max) is 208 KiB, which the kernel doubles for its overhead.
  package static let mostMessageBytes = 64 << 10

  /// - Parameter moment: `.delivered` takes a receive buffer for the whole message, `.queued` one that is soon full
  ///   and a send buffer for the message behind it.
  package init(moment: MutationMoment, messageBytes: Int) {
    switch moment {
    case .delivered:
      sendBufferBytes = 2 * messageBytes + (64 << 10)
      receiveBufferBytes = 208 << 10
    case .queued:
      sendBufferBytes = 2 * messageBytes + (64 << 10)
      receiveBufferBytes = 8 << 10
    }
  }

  /// What every other step has: buffers as the kernel tunes them.
  package init() {}
}
