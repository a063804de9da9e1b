import ArgumentParser
import Records

/// What is set on every socket and thread of a run, the same for all primitives and peers.
struct SocketArguments: ParsableArguments {
  @Option(help: "Heap-allocated fields of a message.")
  var fields = 8

  @Option(
    help: "TCP congestion control of both ends. Default cubic; paced ones such as bbr measure the pacer.")
  var congestion: String?

  @Flag(help: "Set TCP_NODELAY on the sending sockets.")
  var nodelay = false

  @Option(help: "SO_SNDBUF; without it the kernel tunes the buffer.")
  var sndbuf: SizeArgument?

  @Option(help: "SO_RCVBUF; without it the kernel tunes the buffer.")
  var rcvbuf: SizeArgument?

  @Option(help: "TCP_MAXSEG; without it the path decides.")
  var mss: SizeArgument?

  @Option(
    help: "CPUs of the flow threads: auto, split (senders on one half), pair (both ends on one CPU), none.")
  var pin = Pinning.auto

  @Option(help: "Run by count: so many messages a flow instead of a window of time.")
  var messages: Int?

  /// Whether nothing but defaults was typed.
  var isEmpty: Bool {
    var options = CellOptions()
    apply(to: &options)
    return options == CellOptions()
  }

  func apply(to options: inout CellOptions) {
    options.fields = fields
    if let congestion { options.congestion = congestion }
    options.nodelay = nodelay
    options.sendBufferBytes = sndbuf?.bytes
    options.receiveSocketBufferBytes = rcvbuf?.bytes
    options.maximumSegmentBytes = mss?.bytes
    options.pinning = pin
    options.messagesPerFlow = messages
  }
}
