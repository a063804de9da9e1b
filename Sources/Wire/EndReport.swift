import Records

/// What one end of a job has to say when it is over.
package struct EndReport: Codable, Sendable, Equatable {
  package var job: UInt64
  /// Begin and end of reading the counters at the opening edge, CLOCK_MONOTONIC nanoseconds.
  package var opened: Edge
  package var closed: Edge
  /// Traffic of this end between the edges; on the receiving end the truth about goodput.
  package var window: Traffic
  /// Traffic of each flow over its whole connection.
  package var flows: [FlowReport]
  /// Metrics of this end over the window.
  package var readings: [Reading]
  /// Progress inside the window (receiving end only).
  package var slices: [Slice]
  /// Connections that did not bring the token.
  package var strangers: Int
  /// What this end noticed about itself.
  package var caveats: [Caveat]
  /// What the job's device carried from before the first connection until after the drain.
  package var device: DeviceTraffic?
  /// What the sockets and threads of the flows were granted, each different answer once; nil from a worker of before.
  package var grants: [SocketGrant]?

  package init(
    job: UInt64, opened: Edge, closed: Edge, window: Traffic, flows: [FlowReport], readings: [Reading] = [],
    slices: [Slice] = [], strangers: Int = 0, caveats: [Caveat] = [],
    device: DeviceTraffic? = nil
  ) {
    self.job = job
    self.opened = opened
    self.closed = closed
    self.window = window
    self.flows = flows
    self.readings = readings
    self.slices = slices
    self.strangers = strangers
    self.caveats = caveats
    self.device = device
  }

  /// When one edge was read.
  package struct Edge: Codable, Sendable, Equatable {
    /// The instant at which the traffic counters were read.
    package var traffic: UInt64
    /// The instant at which the last probe had been read.
    package var ended: UInt64

    package init(traffic: UInt64, ended: UInt64) {
      self.traffic = traffic
      self.ended = ended
    }
  }
}

/// What a network device carried during a job, with the segments that explain the headers.
package struct DeviceTraffic: Codable, Sendable, Equatable {
  package var name: String
  package var transmittedBytes: UInt64
  /// TCP segments sent by all flows of the job (tcpi_segs_out), with or without payload.
  package var segments: UInt64
  package var retransmits: UInt64

  package init(name: String, transmittedBytes: UInt64, segments: UInt64, retransmits: UInt64) {
    self.name = name
    self.transmittedBytes = transmittedBytes
    self.segments = segments
    self.retransmits = retransmits
  }
}

/// Messages and bytes one end counted.
package struct Traffic: Codable, Sendable, Equatable {
  package var messages: UInt64
  package var bytes: UInt64

  package init(messages: UInt64 = 0, bytes: UInt64 = 0) {
    self.messages = messages
    self.bytes = bytes
  }
}

/// One flow over its whole connection, from the first byte to the end of the drain.
package struct FlowReport: Codable, Sendable, Equatable {
  package var whole: Traffic
  package var zerocopySends: UInt64
  package var zerocopyCompletions: UInt64
  /// Zero-copy sends whose completion never came.
  package var unaccounted: UInt64
  /// Bytes of buffers that were left allocated because a completion never came.
  package var leakedBytes: UInt64
  /// The system call that ended the flow before its time, with its errno; nil for a regular end.
  package var failure: String?

  package init(
    whole: Traffic, zerocopySends: UInt64 = 0, zerocopyCompletions: UInt64 = 0, unaccounted: UInt64 = 0,
    leakedBytes: UInt64 = 0, failure: String? = nil
  ) {
    self.whole = whole
    self.zerocopySends = zerocopySends
    self.zerocopyCompletions = zerocopyCompletions
    self.unaccounted = unaccounted
    self.leakedBytes = leakedBytes
    self.failure = failure
  }
}
