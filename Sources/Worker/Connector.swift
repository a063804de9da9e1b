import DataPath
import Kernel
import Records
import SystemPackage
import Wire

/// Joins the flows of a job with the other end.
enum Connector {
  /// Sockets of a job as its options demand.
  static func options(for job: Job, side: Side) throws(JobFailure) -> SocketOptions {
    let needsZerocopy = side == .sender ? try sender(of: job.cell).needsZerocopySocket : false
    return SocketOptions(job.cell.options, side: side, zerocopy: needsZerocopy)
  }

  static func sender(of cell: Cell) throws(JobFailure) -> PrimitiveDescription {
    guard let type = SendPrimitives.named(cell.primitive) else {
      throw JobFailure("this worker has no send primitive \(cell.primitive)")
    }
    return type.description
  }

  /// Accepts all flows of a job; strangers are closed and counted.
  static func accept(
    _ job: Job, on listener: borrowing Socket, deadline: UInt64
  ) throws(JobFailure) -> (flows: [FlowSlot], strangers: Int) {
    let options = try options(for: job, side: .sender)
    var found: [Int: FlowSlot] = [:]
    var strangers = 0
    while found.count < job.cell.flows {
      do throws(Errno) {
        let socket = try listener.accept(deadline: deadline)
        guard
          let flow = Handshake.recognise(
            socket, token: job.token, flows: job.cell.flows, deadline: deadline), found[flow] == nil
        else {
          strangers += 1
          continue
        }
        try socket.apply(options)
        let peer = try socket.peerAddress
        found[flow] = FlowSlot(index: flow, socket: socket, peer: peer)
      } catch {
        throw JobFailure(
          "\(found.count) of \(job.cell.flows) flows connected, \(strangers) strangers; then accept: "
            + JobFailure.words(error))
      }
    }
    return (found.values.sorted { $0.index < $1.index }, strangers)
  }

  /// Opens all flows of a job.
  static func connect(_ job: Job, deadline: UInt64) throws(JobFailure) -> [FlowSlot] {
    let options = try options(for: job, side: .receiver)
    var flows: [FlowSlot] = []
    for flow in 0..<job.cell.flows {
      do throws(Errno) {
        let socket = try Socket.connect(
          address: job.address, port: job.port, deadline: deadline, options: options)
        try Handshake.introduce(socket, token: job.token, flow: flow, deadline: deadline)
        flows.append(FlowSlot(index: flow, socket: socket, peer: "\(job.address):\(job.port)"))
      } catch {
        throw JobFailure(
          "flow \(flow) could not connect to \(job.address) port \(job.port)", error, job.cell.options)
      }
    }
    return flows
  }
}
