import Records

/// What a director asks of a worker: one JSON object a line on the worker's standard input.
package enum Order: Codable, Sendable, Equatable {
  /// Say what machine this is and what this build can do. Answered by `description`.
  case describe
  /// Say what shapes traffic in this worker's network namespace, and what the named device offloads. Answered by `network`.
  case describeNetwork(device: String)
  /// Listen and wait for the flows of a job, as its sending end. Answered by `listening`, then `connected`.
  case listen(Job)
  /// Connect the flows of a job, as its receiving end. Answered by `connected`.
  case connect(Job)
  /// Run the connected job by this timetable. Answered by `finished`.
  case measure(Schedule)
  /// Send to whoever connects until the job is done, without a director's timetable. Answered by `served` events.
  case serve(TwoTerminalJob)
  /// Receive from a serving copycost. Answered by `served` events.
  case receive(TwoTerminalJob)
  /// Prove which copies are made. Answered by the sender with `listening`, then by both with `proved`.
  case prove(ProveJob)
}

/// What a worker says: one JSON object a line on its standard output.
package enum Answer: Codable, Sendable, Equatable {
  /// First line of every worker.
  case hello(Hello)
  case description(WorkerDescription)
  case network(HostFacts)
  case listening(job: UInt64, port: UInt16)
  /// All flows are connected; `monotonicNanoseconds` is this worker's CLOCK_MONOTONIC, from which instants are chosen.
  case connected(job: UInt64, monotonicNanoseconds: UInt64)
  case finished(EndReport)
  /// The order could not be carried out; the worker is ready for the next one.
  /// - refusal: what a remedy may ask for; nil from workers of versions that do not say.
  case failed(job: UInt64, cause: String, refusal: Refusal? = nil)
  case served(ServeEvent)
  case proved(ProofReport)
}

package struct Hello: Codable, Sendable, Equatable {
  package var version: String
  package var processID: Int32
  /// CPUs this worker may use.
  package var cpus: [Int]
  /// Settings of a job that this worker heeds, by path (`JobOptions`); nil from workers of before the list.
  package var jobOptions: [String]?

  package init(version: String, processID: Int32, cpus: [Int], jobOptions: [String]? = JobOptions.known) {
    self.version = version
    self.processID = processID
    self.cpus = cpus
    self.jobOptions = jobOptions
  }
}

/// The machine a worker runs on and what its build can send, receive and read.
package struct WorkerDescription: Codable, Sendable, Equatable {
  package var host: HostFacts
  /// In the order of legends.
  package var senders: [PrimitiveDescription]
  package var receivers: [PrimitiveDescription]
  package var metrics: [Metric]

  package init(
    host: HostFacts, senders: [PrimitiveDescription], receivers: [PrimitiveDescription], metrics: [Metric]
  ) {
    self.host = host
    self.senders = senders
    self.receivers = receivers
    self.metrics = metrics
  }
}
