import DataPath
import Kernel
import Records
import SystemPackage
import Wire

/// `copycost serve`: sends to every connection that comes, each flow by its own clock, until all flows are served.
struct ServeRun {
  let job: TwoTerminalJob

  /// - Throws: `JobFailure` when the address cannot be listened on.
  func run(tell: @escaping (ServeEvent) -> Void) throws(JobFailure) {
    let facts = try Connector.sender(of: job.cell)
    let options = SocketOptions(
      congestion: job.cell.options.congestion, nodelay: job.cell.options.nodelay,
      sendBufferBytes: job.cell.options.sendBufferBytes,
      receiveBufferBytes: job.cell.options.receiveSocketBufferBytes,
      maximumSegmentBytes: job.cell.options.maximumSegmentBytes, zerocopy: facts.requiresZerocopySocket)
    let listener = try listen(options)
    tell(.listening(port: (try? listener.localPort) ?? job.port))
    var watch = FlowWatch(durationNanoseconds: job.durationNanoseconds, tell: tell)
    var accepted = 0
    let patience = MonotonicClock.now() + job.patienceNanoseconds
    while accepted < job.cell.flows || !watch.isIdle {
      if accepted < job.cell.flows, MonotonicClock.now() < patience {
        if let slot = try nextFlow(listener, index: accepted, options: options) {
          accepted += 1
          try watch.start(slot, side: .sender, cell: job.cell)
        }
      } else {
        guard !watch.isIdle else { break }
        MonotonicClock.sleep(until: MonotonicClock.now() + FlowWatch.pollNanoseconds)
      }
      watch.poll()
    }
    watch.finish()
  }

  private func listen(_ options: SocketOptions) throws(JobFailure) -> Socket {
    do throws(Errno) {
      return try Socket.listen(
        address: job.address, port: job.port, backlog: Int32(max(16, job.cell.flows)), options: options)
    } catch {
      throw JobFailure("cannot listen on \(job.address) port \(job.port)", error, job.cell.options)
    }
  }

  /// The next connection within one poll interval; nil when none came, or one that was gone again.
  private func nextFlow(
    _ listener: borrowing Socket, index: Int, options: SocketOptions
  ) throws(JobFailure) -> FlowSlot? {
    do throws(Errno) {
      let socket = try listener.accept(deadline: MonotonicClock.now() + FlowWatch.pollNanoseconds)
      // Reset before it was accepted, as port scanners do: the other flows are not to suffer for it.
      guard (try? socket.peerAddress) != nil else { return nil }
      try socket.apply(options)
      let peer = try socket.peerAddress
      return FlowSlot(index: index, socket: socket, peer: peer)
    } catch {
      if error == .timedOut { return nil }
      throw JobFailure("a connection could not be accepted", error)
    }
  }
}
