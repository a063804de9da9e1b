import Foundation
import Lab
import Processes
import Records
import Wire

/// One end of the two-terminal form, `serve` or `connect`: from what was typed to the sum of its flows.
package struct TwoTerminalSession {
  let worker: String

  /// With the worker of this installation.
  ///
  /// - Throws: `OperationError` when there is none, or it is not to be trusted.
  package init() throws { self.init(worker: try Installation.worker()) }

  init(worker: String) { self.worker = worker }

  /// The only cell of a request, with what this machine grants.
  ///
  /// - Throws: `UsageError` for what cannot be run here.
  private func cell(_ typed: SweepRequest) async throws -> Cell {
    let (description, cpus) = try await LocalWorker.describe(path: worker)
    var request = typed
    _ = CongestionChoice.resolve(
      &request.options, isTyped: request.congestionIsTyped, links: request.links, host: description.host)
    var cell = try PlanBuilder(description: description, cpus: cpus).plan(request).cells[0]
    cell.options = try SocketBufferChoice.granted(cell.options, description.host, link: cell.link)
    return cell
  }

  /// Sends to whoever connects, and shows each flow.
  ///
  /// - Parameters:
  ///   - bind: address to listen on.
  ///   - durationNanoseconds: how long each flow sends; nil where the request says how many messages.
  ///   - patienceNanoseconds: how long to wait for all flows.
  /// - Throws: `OperationError` when fewer flows moved bytes than were asked for.
  package func serve(
    _ request: SweepRequest, bind: String, port: UInt16, durationNanoseconds: UInt64?,
    patienceNanoseconds: UInt64
  ) async throws {
    let job = TwoTerminalJob(
      cell: try await cell(request), address: bind, port: port, durationNanoseconds: durationNanoseconds,
      patienceNanoseconds: patienceNanoseconds)
    try await run(.serve(job), FlowScreen(verb: "sent", size: job.cell.messageBytes), flows: job.cell.flows)
  }

  /// Receives from whoever serves, and shows each flow.
  ///
  /// - Parameters:
  ///   - host: name or address of the serving side.
  ///   - durationNanoseconds: when to leave; nil to stay until the serving side ends the flows.
  ///   - patienceNanoseconds: how long to try to connect.
  /// - Throws: `OperationError` when no address is known, or fewer flows moved bytes than were asked for.
  package func connect(
    _ request: SweepRequest, host: String, port: UInt16, durationNanoseconds: UInt64?,
    patienceNanoseconds: UInt64
  ) async throws {
    let cell = try await cell(request)
    let job = TwoTerminalJob(
      cell: cell, address: try Self.address(of: host), port: port, durationNanoseconds: durationNanoseconds,
      patienceNanoseconds: patienceNanoseconds)
    try await run(.receive(job), FlowScreen(verb: "received", size: nil), flows: cell.flows)
  }

  private func run(_ order: Order, _ screen: FlowScreen, flows: Int) async throws {
    try await Interruption.cancelling {
      try await TwoTerminals.run(order, worker: worker) { screen.show($0) }
    }
    try screen.checkOutcome(expected: flows)
  }

  /// The host as typed where it is an address, else what its name stands for: IPv4 first, as `serve` binds by default.
  private static func address(of host: String) throws(OperationError) -> String {
    guard !host.contains(":"), !host.allSatisfy({ $0.isNumber || $0 == "." }) else { return host }
    let known = Host(name: host).addresses
    guard let address = known.first(where: { !$0.contains(":") }) ?? known.first else {
      throw OperationError(
        "no address is known for the host \(host)", effect: "nothing was moved",
        remedy: "Check its name, or type its address")
    }
    return address
  }
}
