import CLinux
import Glibc
import Kernel
import SystemPackage

/// Who touched what in user mode while one message was sent, seen from two trials in child processes.
package struct GatherFinding: Sendable {
  /// The trial with unreadable fields; a reason when it could not be made.
  package var reads: Result<AccessTrial, FlowFailure>
  /// The trial with read-only memory.
  package var stores: Result<AccessTrial, FlowFailure>
}

/// What one trial saw. Source: mprotect(2), the fault addresses of sigaction(2), and single steps.
package struct AccessTrial: Sendable, Hashable {
  /// What became of the send.
  package enum Ending: Int32, Sendable {
    case failed = 0
    case sent = 1
    /// The kernel answered EFAULT: it tried to read the fields for itself.
    case fault = 2
  }

  package var ending: Ending
  /// User mode read a field. Known by the trial of reads only.
  package var userReadsFields: Bool
  /// Bytes of the fields that stayed unreadable throughout. Known by the trial of reads only.
  package var watchedBytes: UInt64
  /// Bytes that user mode stored, on the heap or deep on the stack. Known by the trial of stores only.
  package var storedBytes: UInt64
  /// Bytes of the message found afterwards where user mode has stored. Known by the trial of stores only.
  package var foundBytes: UInt64

  init(_ trial: cl_access_trial) {
    ending = Ending(rawValue: trial.sent) ?? .failed
    userReadsFields = trial.field_accesses > 0
    watchedBytes = trial.watched_bytes
    storedBytes = trial.stored_bytes
    foundBytes = trial.found_bytes
  }
}

extension SendPrimitive where Self: ~Copyable {
  /// Sends one message with unreadable fields over one socket, one with read-only memory over another.
  ///
  /// Each is sent by a forked child, so that nothing else is disturbed; a message sent before by this process has
  /// warmed the memory up. The other end must read both sockets to the end of the stream. Needs no privilege.
  package static func proveGather(reads: ProofJob, stores: ProofJob) -> GatherFinding {
    let contents = stores.contents
    return GatherFinding(
      reads: trial(reads) { fields, count, body, context, limit, result in
        cl_trial_reads(fields, count, body, context, limit, result)
      },
      stores: trial(stores) { fields, count, body, context, limit, result in
        cl_trial_stores(
          fields, count, contents.mark, contents.mask, contents.words, body, context, limit,
          result)
      })
  }

  private typealias Trial = (
    UnsafePointer<iovec>, Int, cl_trial_body, UnsafeMutableRawPointer, UInt64,
    UnsafeMutablePointer<cl_access_trial>
  ) -> Void

  private static func trial(_ job: ProofJob, _ run: Trial) -> Result<AccessTrial, FlowFailure> {
    let (counters, phase) = (FlowCounters.allocate(), PhaseWord.allocate())
    // On the heap, because the child's send is called through a C function pointer.
    let primitive = UnsafeMutablePointer<Self>.allocate(capacity: 1)
    defer {
      shutdown(job.descriptor, Int32(SHUT_WR))
      primitive.deallocate()
      counters.deallocate()
      phase.deallocate()
    }
    do throws(FlowFailure) {
      primitive.initialize(to: try Self(job.sendJob(counters, phase), slots: 1))
    } catch {
      return .failure(error)
    }
    let outcome = warmTrial(job, primitive, run)
    _ = primitive.move().drain(deadline: job.deadline)
    return outcome
  }

  private static func warmTrial(
    _ job: ProofJob, _ primitive: UnsafeMutablePointer<Self>, _ run: Trial
  ) -> Result<AccessTrial, FlowFailure> {
    primitive.pointee.write(job.contents.complement, slot: 0)
    guard primitive.pointee.send(slot: 0),
      // Nobody looks at the contents of this message: memory that is lent for good may be overwritten.
      primitive.pointee.waitUntilReusable(upTo: primitive.pointee.mark, deadline: job.deadline) != .held
    else {
      return .failure(primitive.pointee.failure ?? FlowFailure(call: "warm-up send", errno: .timedOut))
    }
    primitive.pointee.write(job.contents.bytes, slot: 0)
    let body = TrialBody {
      if primitive.pointee.send(slot: 0) { return AccessTrial.Ending.sent.rawValue }
      let ending: AccessTrial.Ending = primitive.pointee.failure?.errno == .badAddress ? .fault : .failed
      return ending.rawValue
    }
    // Some primitives have one field, whatever the job says.
    let fields = primitive.pointee.vectors(of: 0)
    var result = cl_access_trial()
    withExtendedLifetime(body) {
      run(
        fields, fields.count, { Unmanaged<TrialBody>.fromOpaque($0!).takeUnretainedValue().run() },
        Unmanaged.passUnretained(body).toOpaque(), job.patienceNanoseconds * 5, &result)
    }
    guard result.outcome == 0 else {
      return .failure(FlowFailure(call: "watched child", errno: Errno(rawValue: -result.outcome)))
    }
    return .success(AccessTrial(result))
  }
}

/// A closure behind a C function pointer.
private final class TrialBody {
  let run: () -> Int32

  init(_ run: @escaping () -> Int32) {
    self.run = run
  }
}
