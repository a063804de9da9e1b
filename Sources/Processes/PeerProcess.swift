import Records
import Subprocess
import SystemPackage

/// One process of a peer: started, bounded in time and output, and never left behind.
package enum PeerProcess {
  /// How a process ended and what it printed.
  package struct Outcome: Sendable {
    package var succeeded: Bool
    /// `exited(1)`, `signaled(9)`.
    package var status: String
    package var output: String
    package var errorOutput: String

    /// What the process said last on standard error; how it ended when it said nothing.
    package var lastErrorLine: String {
      errorOutput.split(separator: "\n").last.map(String.init) ?? status
    }
  }

  /// A report of iperf3 takes about 400 bytes per flow and interval: 128 flows for 60 s in 100 ms steps fit.
  private static let outputLimit = 32 << 20
  private static let errorLimit = 64 << 10

  /// Runs a program to its end; a cancelled task kills its process group.
  ///
  /// - Parameter arguments: the program, by name or path, and its arguments.
  /// - Throws: `OperationError` when it cannot be started or prints more than 32 MiB.
  package static func run(_ arguments: [String]) async throws -> Outcome {
    let program = arguments[0]
    try ChildLimits.check(program)
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(200))
    ]
    do {
      let result = try await Subprocess.run(
        program.contains("/") ? .path(FilePath(program)) : .name(program),
        arguments: Arguments(Array(arguments.dropFirst())), platformOptions: options,
        output: .string(limit: outputLimit), error: .string(limit: errorLimit))
      return Outcome(
        succeeded: result.terminationStatus.isSuccess, status: "\(result.terminationStatus)",
        output: result.standardOutput, errorOutput: result.standardError)
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw OperationError(
        "\(program) is not here", effect: "peers that need it cannot run",
        remedy: "Run make setup and make, or leave the peer out")
    } catch let error as SubprocessError {
      throw OperationError(
        "\(program) could not be run (\(error))", effect: "peers that need it cannot run",
        remedy: "Run it by hand to see why, or leave the peer out")
    }
  }

  /// Runs a program that has to end within `deadline`; after it the process is killed.
  package static func run(_ arguments: [String], deadline: Duration) async throws -> Outcome {
    try await withThrowingTaskGroup(of: Outcome.self) { group in
      defer { group.cancelAll() }
      group.addTask { try await run(arguments) }
      group.addTask {
        try await Task.sleep(for: deadline)
        throw OperationError(
          "\(arguments[0]) did not end within \(deadline)",
          effect: "it was killed and its answer is not known",
          remedy: "Run it by hand to see what it waits for")
      }
      guard let outcome = try await group.next() else { throw CancellationError() }
      return outcome
    }
  }
}
