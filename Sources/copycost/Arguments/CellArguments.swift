import ArgumentParser
import Records

/// What is set on every socket and thread of a measured cell.
struct CellArguments: ParsableArguments {
  @OptionGroup var sockets: SocketArguments
  @OptionGroup var threads: ThreadArguments

  @Option(help: "Run by count: so many messages a flow instead of a window of time.")
  var messages: Int?

  /// Whether nothing but defaults was typed.
  var isEmpty: Bool {
    var options = CellOptions()
    apply(to: &options)
    return options == CellOptions()
  }

  func apply(to options: inout CellOptions) {
    sockets.apply(to: &options)
    options.pinning = threads.pin
    options.messagesPerFlow = messages
  }
}

/// Where the threads of a measured cell run.
struct ThreadArguments: ParsableArguments {
  @Option(
    help: "CPUs of the flow threads: auto, split (senders on one half), pair (both ends on one CPU), none.")
  var pin = Pinning.auto
}
