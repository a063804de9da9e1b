import Kernel
import Records

extension SocketOptions {
  /// What the options of a cell ask of the socket at one of its ends.
  ///
  /// TCP_NODELAY, TCP_NOTSENT_LOWAT and SO_ZEROCOPY are asked of the sending end alone: they have no effect on the other.
  ///
  /// - Parameter zerocopy: whether the send primitive needs SO_ZEROCOPY.
  init(_ options: CellOptions, side: Side, zerocopy: Bool) {
    let isSender = side == .sender
    self.init(
      congestion: options.congestion, nodelay: isSender && options.nodelay,
      sendBufferBytes: options.sendBufferBytes, receiveBufferBytes: options.receiveSocketBufferBytes,
      maximumSegmentBytes: options.maximumSegmentBytes,
      notsentLowatBytes: isSender ? options.notsentLowatBytes : nil, zerocopy: isSender && zerocopy)
  }
}
