import Kernel
import Processes
import Records
import Wire

/// One running worker: orders in, answers out, each answer with a limit.
package struct WorkerHandle: Sendable {
  package let hello: Hello
  /// Which end it is, for messages.
  package let side: Side
  private let child: ChildProcess
  /// What the memory limits had killed when it started.
  private let killsBefore: UInt64?

  /// Starts a worker through a launcher and waits for its first line.
  ///
  /// - Throws: `OperationError` when it does not start, is another version of the protocol, or says nothing for 10 s.
  package static func start(path: String, endpoint: Endpoint, side: Side) async throws -> WorkerHandle {
    do {
      let killsBefore = ControlGroups().memoryKills()
      let child = try await ChildProcess.start(endpoint.launcher.rewrite([path]))
      do {
        guard case .hello(let hello) = try await Self.answer(from: child, within: .seconds(10)) else {
          throw OperationError(
            "the \(side.rawValue)'s worker did not say hello", effect: "no sample can be taken with it",
            remedy: "Check that \(path) is a copycost-worker of this version")
        }
        return WorkerHandle(hello: hello, side: side, child: child, killsBefore: killsBefore)
      } catch {
        await child.stop(grace: .zero)
        throw error
      }
    } catch let failure as ChildFailure {
      throw OperationError(
        "the \(side.rawValue)'s worker could not be started (\(failure))", effect: "no sample can be taken",
        remedy: "Check \(path) and the launcher in front of it")
    }
  }

  package func send(_ order: Order) async throws {
    try await child.writeLine(LineCodec.encode(order))
  }

  /// The next answer; throws `WorkerFailure` when the worker is silent, gone, or refuses.
  package func answer(within limit: Duration) async throws -> Answer {
    do {
      let answer = try await Self.answer(from: child, within: limit)
      if case .failed(_, let cause, let refusal) = answer {
        throw WorkerFailure(side: side, cause: cause, isFatal: false, refusal: refusal)
      }
      return answer
    } catch let failure as ChildFailure {
      throw WorkerFailure(side: side, cause: await explain(failure), isFatal: true)
    } catch let error as WireError {
      throw WorkerFailure(side: side, cause: "\(error)", isFatal: true)
    }
  }

  /// Ends the worker: politely by closing its input, by SIGKILL after the grace.
  package func stop(grace: Duration = .milliseconds(500)) async {
    await child.stop(grace: grace)
  }

  private static func answer(from child: ChildProcess, within limit: Duration) async throws -> Answer {
    guard let line = try await child.nextLine(within: limit) else {
      throw ChildFailure.inputClosed(program: child.program)
    }
    return try LineCodec.decode(Answer.self, from: line)
  }

  /// Which limit of memory the kernel killed the worker for; empty where it was something else.
  private func memoryWords(_ status: ExitStatus) -> String {
    guard status == .signalled(9), let before = killsBefore else { return "" }
    let groups = ControlGroups()
    guard let now = groups.memoryKills(), now > before else { return "" }
    let limit = groups.tightest(.memory).map { "the limit of \($0.most) bytes in \($0.file)" }
    return
      ", by the kernel, for \(limit ?? "the machine") has no more memory: use smaller messages, fewer flows or raise it"
  }

  private func explain(_ failure: ChildFailure) async -> String {
    let tail = await child.standardErrorTail.split(separator: "\n").last.map { " (\($0))" } ?? ""
    switch failure {
    case .timeout(_, let waited): return "gave no answer for \(waited)\(tail)"
    default:
      if let status = await child.waitForExit(within: .seconds(2)) {
        return "ended: \(status)\(tail)\(memoryWords(status))"
      }
      return "\(failure)\(tail)"
    }
  }
}

/// A worker that did not do what it was asked: the named loss of one sample.
package struct WorkerFailure: Error, Sendable, CustomStringConvertible {
  package var side: Side
  package var cause: String
  /// Whether the worker itself is lost; false when it refused one job and is ready for the next.
  package var isFatal: Bool
  /// What refused the job, where its worker says so.
  package var refusal: Refusal?

  package var description: String { "\(side.rawValue)'s worker: \(cause)" }
}
