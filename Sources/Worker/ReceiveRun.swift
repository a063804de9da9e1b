import Kernel
import Records
import SystemPackage
import Wire

/// `copycost connect`: receives from a serving copycost until it ends or the time is up.
struct ReceiveRun {
  let job: TwoTerminalJob

  /// - Throws: `JobFailure` when the host refuses.
  func run(tell: @escaping (ServeEvent) -> Void) throws(JobFailure) {
    let options = SocketOptions(
      congestion: job.cell.options.congestion, receiveBufferBytes: job.cell.options.receiveSocketBufferBytes,
      maximumSegmentBytes: job.cell.options.maximumSegmentBytes)
    var watch = FlowWatch(durationNanoseconds: job.durationNanoseconds, tell: tell)
    var slots: [FlowSlot] = []
    let deadline = MonotonicClock.now() + job.patienceNanoseconds
    for index in 0..<job.cell.flows {
      do throws(Errno) {
        let socket = try Socket.connect(
          address: job.address, port: job.port, deadline: deadline, options: options)
        slots.append(FlowSlot(index: index, socket: socket, peer: "\(job.address):\(job.port)"))
      } catch {
        throw JobFailure(
          "flow \(index) could not connect to \(job.address) port \(job.port)", error, job.cell.options)
      }
    }
    for slot in slots { try watch.start(slot, side: .receiver, cell: job.cell) }
    while !watch.isIdle {
      MonotonicClock.sleep(until: MonotonicClock.now() + FlowWatch.pollNanoseconds)
      watch.poll()
    }
    watch.finish()
  }
}
