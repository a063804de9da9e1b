import ArgumentParser
import Records

/// What is set on every socket of a run, the same for all primitives and peers.
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

  func apply(to options: inout CellOptions) {
    options.fields = fields
    if let congestion { options.congestion = congestion }
    options.nodelay = nodelay
    options.sendBufferBytes = sndbuf?.bytes
    options.receiveSocketBufferBytes = rcvbuf?.bytes
    options.maximumSegmentBytes = mss?.bytes
  }
}
