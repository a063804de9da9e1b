/// What the kernel holds for one end of a flow once its connection stands and its thread runs: read back, not assumed.
///
/// Source: getsockopt(2) with socket(7) and tcp(7), sched_getaffinity(2). Where it could not be read, all of it is nil
/// and `reason` says why.
package struct SocketGrant: Codable, Hashable, Sendable {
  /// TCP_CONGESTION.
  package var congestion: String?
  /// TCP_NODELAY.
  package var nodelay: Bool?
  /// SO_SNDBUF as the kernel answers: twice what it granted; before the first byte, from which on it may tune it.
  package var sendBufferBytes: Int?
  /// SO_RCVBUF, likewise.
  package var receiveBufferBytes: Int?
  /// TCP_MAXSEG of the connection, TCP's options not counted.
  package var maximumSegmentBytes: Int?
  /// TCP_NOTSENT_LOWAT; nil where the socket has none of its own and goes by net.ipv4.tcp_notsent_lowat.
  package var notsentLowatBytes: Int?
  /// SO_ZEROCOPY.
  package var zerocopy: Bool?
  /// CPUs on which the flow's thread may run.
  package var cpus: [Int]?
  package var reason: String?

  package init() {}
}

/// What the flows of both ends of a sample were granted, each different answer once.
package struct SocketGrants: Codable, Hashable, Sendable {
  package var sender: [SocketGrant]
  package var receiver: [SocketGrant]

  package init(sender: [SocketGrant], receiver: [SocketGrant]) {
    self.sender = sender
    self.receiver = receiver
  }
}
