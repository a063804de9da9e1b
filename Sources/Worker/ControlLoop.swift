import DataPath
import Glibc
import Kernel
import Probes
import Records
import SystemPackage
import Wire

/// The worker's main thread: one order after the other from standard input, answers on standard output.
package struct ControlLoop {
  private var prepared: JobRun?

  package init() {}

  /// Runs until standard input ends; answers the exit status.
  package mutating func run() -> Int32 {
    Self.say(.hello(Hello(version: copycostVersion, processID: getpid(), cpus: CPUs.allowed())))
    while let line = readLine() {
      do {
        try carryOut(LineCodec.decode(Order.self, from: line))
      } catch {
        prepared = nil
        Self.say(.failed(job: 0, cause: "\(error)", refusal: (error as? JobFailure)?.refusal))
      }
    }
    return 0
  }

  private mutating func carryOut(_ order: Order) throws {
    switch order {
    case .describe:
      Self.say(.description(Description.ofThisWorker()))
    case .describeNetwork(let device):
      Self.say(.network(HostFacts(facts: Description.ofNetwork(device: device))))
    case .listen(let job):
      prepared = try listen(job)
      Self.say(.connected(job: job.id, monotonicNanoseconds: MonotonicClock.now()))
    case .connect(let job):
      let flows = try Connector.connect(job, deadline: MonotonicClock.now() + job.connectNanoseconds)
      prepared = try JobRun(job: job, side: .receiver, flows: flows)
      Self.say(.connected(job: job.id, monotonicNanoseconds: MonotonicClock.now()))
    case .measure(let schedule):
      guard var run = prepared else { throw JobFailure("nothing is connected that could be measured") }
      prepared = nil
      Self.say(.finished(run.measure(schedule)))
    case .serve(let job):
      try ServeRun(job: job).run { Self.say(.served($0)) }
    case .receive(let job):
      try ReceiveRun(job: job).run { Self.say(.served($0)) }
    case .prove(let job):
      try ProveRun(job: job).run { Self.say($0) }
    }
  }

  /// Listens on a new port, says which, and accepts the job's flows.
  private func listen(_ job: Job) throws -> JobRun {
    let path = PathProof(job)
    let options = try Connector.options(for: job, side: .sender)
    let listener: Socket
    do throws(Errno) {
      listener = try Socket.listen(
        address: job.address, port: job.port, backlog: Int32(max(job.cell.flows, 16)), options: options)
    } catch {
      throw JobFailure("cannot listen on \(job.address)", error, job.cell.options)
    }
    Self.say(.listening(job: job.id, port: try listener.localPort))
    let deadline = MonotonicClock.now() + job.connectNanoseconds
    let (flows, strangers) = try Connector.accept(job, on: listener, deadline: deadline)
    return try JobRun(job: job, side: .sender, flows: flows, strangers: strangers, path: path)
  }

  private static func say(_ answer: Answer) {
    guard let line = try? LineCodec.encode(answer) else {
      fatalError("an answer could not be written as JSON")
    }
    // Whoever cannot be answered waits in vain for this worker: its end says so at once.
    guard StandardStream.output.write(line + "\n") == .written else { exit(1) }
  }
}
