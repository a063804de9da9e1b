import Subprocess

/// How a child process ended.
package enum ExitStatus: Hashable, Sendable, CustomStringConvertible {
  /// It called exit with this code, 0...255.
  case exited(Int32)
  /// This signal ended it.
  case signalled(Int32)
  /// It ended or was lost, and the kernel's answer could not be had.
  case unknown(String)

  init(_ status: TerminationStatus) {
    switch status {
    case .exited(let code): self = .exited(code)
    case .signaled(let signal): self = .signalled(signal)
    }
  }

  package var isSuccess: Bool { self == .exited(0) }

  package var description: String {
    switch self {
    case .exited(let code): "exited with status \(code)"
    case .signalled(let signal): "was killed by signal \(signal)"
    case .unknown(let reason): "was lost (\(reason))"
    }
  }
}

/// Why a child process could not be started or talked to.
package enum ChildFailure: Error, Hashable, Sendable, CustomStringConvertible {
  case notStarted(program: String, cause: String)
  /// No line came in time; the child still runs.
  case timeout(program: String, waited: Duration)
  /// Its stdin is closed, by us or because it stopped reading or ended.
  case inputClosed(program: String)
  /// It wrote a line of more than so many bytes and was killed for it.
  case lineTooLong(program: String, Int)
  /// It wrote more than so many bytes that nobody had read, and was killed for it.
  case tooMuchOutput(program: String, Int)
  case outputLost(program: String, cause: String)

  package var description: String {
    switch self {
    case .notStarted(let program, let cause): "\(program) could not be started: \(cause)"
    case .timeout(let program, let waited): "\(program) did not answer within \(waited)"
    case .inputClosed(let program): "\(program) no longer reads its standard input"
    case .lineTooLong(let program, let limit):
      "\(program) wrote a line of more than \(limit) bytes and was killed"
    case .tooMuchOutput(let program, let limit):
      "\(program) wrote more than \(limit) bytes that were not read and was killed"
    case .outputLost(let program, let cause): "the output of \(program) could not be read: \(cause)"
    }
  }
}
