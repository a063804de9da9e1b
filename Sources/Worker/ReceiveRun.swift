import Kernel
import Records
import SystemPackage
import Wire

/// `copycost connect`: receives from a serving copycost until it ends or the time is up.
struct ReceiveRun {
  let job: TwoTerminalJob

  /// - Throws: `JobFailure` when no flow could be connected; a later one that could not is told, and the others go on.
  func run(tell: @escaping (ServeEvent) -> Void) throws(JobFailure) {
    let options = SocketOptions(job.cell.options, side: .receiver, zerocopy: false)
    var watch = FlowWatch(durationNanoseconds: job.durationNanoseconds, tell: tell)
    var refusals = Refusals(tell: tell)
    let deadline = MonotonicClock.now() + job.patienceNanoseconds
    var slots: [FlowSlot] = []
    for index in 0..<job.cell.flows {
      do throws(JobFailure) {
        slots.append(try connect(index, options, deadline: deadline))
      } catch {
        guard !slots.isEmpty else { throw error }
        refusals.add(error.description)
      }
    }
    for slot in slots {
      do throws(JobFailure) {
        try watch.start(slot, side: .receiver, cell: job.cell, asked: options)
      } catch {
        refusals.add(error.description)
      }
    }
    while !watch.isIdle {
      MonotonicClock.sleep(until: MonotonicClock.now() + FlowWatch.pollNanoseconds)
      _ = watch.poll()
    }
    refusals.tellAll()
    watch.finish()
  }

  private func connect(
    _ index: Int, _ options: SocketOptions, deadline: UInt64
  ) throws(JobFailure) -> FlowSlot {
    do throws(Errno) {
      let socket = try Socket.connect(
        address: job.address, port: job.port, deadline: deadline, options: options)
      return FlowSlot(index: index, socket: socket, peer: "\(job.address):\(job.port)")
    } catch {
      throw JobFailure(
        "flow \(index) could not connect to \(job.address) port \(job.port)", error, job.cell.options)
    }
  }
}
