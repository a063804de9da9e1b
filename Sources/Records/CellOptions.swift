/// What shapes a result and is set per socket or thread: recorded with every cell, never inherited in silence.
package struct CellOptions: Codable, Hashable, Sendable {
  /// Heap-allocated fields of a message.
  package var fields = 8
  /// TCP congestion control of both ends, set with TCP_CONGESTION.
  package var congestion = "cubic"
  /// TCP_NODELAY on the sending socket.
  package var nodelay = false
  /// SO_SNDBUF in bytes as granted, half of what the kernel answers; nil leaves its autotuning on.
  package var sendBufferBytes: Int?
  /// SO_RCVBUF in bytes as granted, likewise; nil leaves the kernel's autotuning on.
  package var receiveSocketBufferBytes: Int?
  /// Bytes the application asks for in one receive call.
  package var receiveBufferBytes = 256 * 1024
  /// TCP_MAXSEG; nil leaves it to the path.
  package var maximumSegmentBytes: Int?
  package var pinning = Pinning.auto
  /// Messages per flow when the run is by count; nil when it is by time.
  package var messagesPerFlow: Int?
  /// Bytes of message memory that all flows of a sender together cycle through; nil where each flow sends one message
  /// again and again, which stays in the cache.
  package var footprintBytes: Int?
  /// TCP_NOTSENT_LOWAT of the sending sockets; nil leaves the host's default, as a rule no limit.
  package var notsentLowatBytes: Int?

  package init() {}
}

extension CellOptions {
  /// `hot`, or the size: `64Mi`.
  package var footprintText: String {
    footprintBytes.map { MessageSize($0).description } ?? "hot"
  }

  /// What one flow has to cycle through, so that all of a cell reach the footprint; nil for one message.
  package func footprintBytesPerFlow(of flows: Int) -> Int? {
    footprintBytes.map { ($0 + max(1, flows) - 1) / max(1, flows) }
  }
}

extension CellOptions {
  /// The numbers that sweeps vary; the rest is left to `==`.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(fields)
    hasher.combine(receiveBufferBytes)
    hasher.combine(sendBufferBytes ?? -1)
    hasher.combine(receiveSocketBufferBytes ?? -1)
    hasher.combine(maximumSegmentBytes ?? -1)
    hasher.combine(messagesPerFlow ?? -1)
    hasher.combine(footprintBytes ?? -1)
    hasher.combine(notsentLowatBytes ?? -1)
  }
}
