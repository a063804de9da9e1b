import CLinux
import Glibc
import SystemPackage

/// What shapes the figures of a connection and is therefore set per socket, never inherited in silence.
package struct SocketOptions: Sendable, Hashable {
  /// Congestion control by name, such as `cubic`; nil leaves the host's default.
  package var congestion: String?
  /// TCP_NODELAY: a small write leaves at once even while data is unacknowledged.
  package var nodelay: Bool
  /// SO_SNDBUF as asked for; the kernel doubles it, caps it at wmem_max and stops autotuning. nil leaves
  /// autotuning on.
  package var sendBufferBytes: Int?
  /// SO_RCVBUF as asked for; the kernel doubles it, caps it at rmem_max and stops autotuning. nil leaves
  /// autotuning on.
  package var receiveBufferBytes: Int?
  /// TCP_MAXSEG; nil leaves what the path gives.
  package var maximumSegmentBytes: Int?
  /// TCP_NOTSENT_LOWAT (tcp(7)): a writer waits, and is woken, by this much unsent data; nil leaves the host's default.
  package var notsentLowatBytes: Int?
  /// SO_ZEROCOPY: without it the kernel ignores MSG_ZEROCOPY silently and copies.
  package var zerocopy: Bool

  package init(
    congestion: String? = nil, nodelay: Bool = false, sendBufferBytes: Int? = nil,
    receiveBufferBytes: Int? = nil, maximumSegmentBytes: Int? = nil, notsentLowatBytes: Int? = nil,
    zerocopy: Bool = false
  ) {
    self.congestion = congestion
    self.nodelay = nodelay
    self.sendBufferBytes = sendBufferBytes
    self.receiveBufferBytes = receiveBufferBytes
    self.maximumSegmentBytes = maximumSegmentBytes
    self.notsentLowatBytes = notsentLowatBytes
    self.zerocopy = zerocopy
  }
}

extension Socket {
  /// Sets the options; buffers and segment size work fully only before `listen` or `connect`, which call this.
  ///
  /// Throws `.noSuchFileOrDirectory` for an unknown congestion control, `.notPermitted` for one that is not in
  /// net.ipv4.tcp_allowed_congestion_control when we lack CAP_NET_ADMIN, and the kernel's 524 (ENOTSUPP) for
  /// zero-copy on a socket that has none.
  package func apply(_ options: SocketOptions) throws(Errno) {
    if let name = options.congestion {
      var bytes = Array(name.utf8)
      let result = bytes.withUnsafeMutableBytes {
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_CONGESTION, $0.baseAddress, socklen_t($0.count))
      }
      guard result == 0 else { throw Errno(rawValue: errno) }
    }
    try set(Int32(IPPROTO_TCP), TCP_NODELAY, options.nodelay ? 1 : 0)
    if let bytes = options.sendBufferBytes { try set(SOL_SOCKET, SO_SNDBUF, Int32(clamping: bytes)) }
    if let bytes = options.receiveBufferBytes { try set(SOL_SOCKET, SO_RCVBUF, Int32(clamping: bytes)) }
    if let bytes = options.maximumSegmentBytes {
      try set(Int32(IPPROTO_TCP), TCP_MAXSEG, Int32(clamping: bytes))
    }
    if let bytes = options.notsentLowatBytes {
      try set(Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, Int32(clamping: bytes))
    }
    if options.zerocopy { try set(SOL_SOCKET, SO_ZEROCOPY, 1) }
  }

  /// The options as the kernel holds them now: buffers doubled and capped, the segment size negotiated.
  package var effectiveOptions: SocketOptions {
    get throws(Errno) {
      SocketOptions(
        congestion: try congestionName,
        nodelay: try get(Int32(IPPROTO_TCP), TCP_NODELAY) != 0,
        sendBufferBytes: try get(SOL_SOCKET, SO_SNDBUF),
        receiveBufferBytes: try get(SOL_SOCKET, SO_RCVBUF),
        maximumSegmentBytes: try get(Int32(IPPROTO_TCP), TCP_MAXSEG),
        notsentLowatBytes: try notsentLowat,
        zerocopy: try get(SOL_SOCKET, SO_ZEROCOPY) != 0)
    }
  }

  /// Nil for no limit on the socket: the kernel answers 0 and goes by net.ipv4.tcp_notsent_lowat.
  private var notsentLowat: Int? {
    get throws(Errno) {
      let bytes = try get(Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT)
      return bytes == 0 ? nil : bytes
    }
  }

  private var congestionName: String {
    get throws(Errno) {
      // TCP_CA_NAME_MAX of the kernel is 16.
      var bytes = [UInt8](repeating: 0, count: 16)
      var length = socklen_t(bytes.count)
      guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_CONGESTION, &bytes, &length) == 0 else {
        throw Errno(rawValue: errno)
      }
      return String(decoding: bytes.prefix(Int(length)).prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  func set(_ level: Int32, _ name: Int32, _ value: Int32) throws(Errno) {
    try check(cl_set_int_option(descriptor, level, name, value))
  }

  func get(_ level: Int32, _ name: Int32) throws(Errno) -> Int {
    try check(cl_get_int_option(descriptor, level, name))
  }
}
