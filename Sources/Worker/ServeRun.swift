import DataPath
import Kernel
import Records
import SystemPackage
import Wire

/// `copycost serve`: sends to every connection that comes, each flow by its own clock, until all flows are served.
///
/// An error of one connection ends that connection, is counted and told; the others and the service go on.
struct ServeRun {
  let job: TwoTerminalJob

  /// How long a new connection is watched for its end before it takes a flow's place: the reset of a port scanner or a
  /// health check follows within microseconds.
  private static let lookNanoseconds: UInt64 = 1_000_000

  /// - Throws: `JobFailure` when the address cannot be listened on.
  func run(tell: @escaping (ServeEvent) -> Void) throws(JobFailure) {
    let description = try Connector.sender(of: job.cell)
    let options = SocketOptions(job.cell.options, side: .sender, zerocopy: description.needsZerocopySocket)
    let listener = try listen(options)
    tell(.listening(port: (try? listener.localPort) ?? job.port))
    var watch = FlowWatch(durationNanoseconds: job.durationNanoseconds, tell: tell)
    var refusals = Refusals(tell: tell)
    var free = Set(0..<job.cell.flows)
    let patience = MonotonicClock.now() + job.patienceNanoseconds
    while !free.isEmpty || !watch.isIdle {
      if let place = free.min(), MonotonicClock.now() < patience {
        let slot = try nextFlow(listener, index: place, options: options, &refusals)
        if let slot, start(slot, asked: options, &watch, &refusals) { free.remove(place) }
      } else {
        guard !watch.isIdle else { break }
        MonotonicClock.sleep(until: MonotonicClock.now() + FlowWatch.pollNanoseconds)
      }
      for (place, cause) in watch.poll() {
        free.insert(place)
        refusals.add(cause)
      }
    }
    refusals.tellAll()
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
    _ listener: borrowing Socket, index: Int, options: SocketOptions, _ refusals: inout Refusals
  ) throws(JobFailure) -> FlowSlot? {
    do throws(Errno) {
      let socket = try listener.accept(deadline: MonotonicClock.now() + FlowWatch.pollNanoseconds)
      do throws(Errno) {
        return try Self.admit(socket, index: index, options: options)
      } catch {
        refusals.add("\(error)")
        return nil
      }
    } catch {
      switch error {
      case .timedOut: return nil
      case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noBufferSpace, .noMemory:
        // The connection waits in the backlog until something is closed.
        refusals.add("it waits: \(JobFailure.words(error))")
        MonotonicClock.sleep(until: MonotonicClock.now() + FlowWatch.pollNanoseconds)
        return nil
      default: throw JobFailure("no further connection can be accepted", error)
      }
    }
  }

  private static func admit(
    _ socket: consuming Socket, index: Int, options: SocketOptions
  ) throws(Errno) -> FlowSlot {
    let peer = try socket.peerAddress
    guard !socket.isGone(within: lookNanoseconds) else { throw .connectionReset }
    try socket.apply(options)
    return FlowSlot(index: index, socket: socket, peer: peer)
  }

  /// False for a flow that could not be started, as at the limit of threads.
  private func start(
    _ slot: FlowSlot, asked: SocketOptions, _ watch: inout FlowWatch, _ refusals: inout Refusals
  ) -> Bool {
    do throws(JobFailure) {
      try watch.start(slot, side: .sender, cell: job.cell, asked: asked)
      return true
    } catch {
      refusals.add(error.description)
      return false
    }
  }
}
