import CLinux
import Glibc
import SystemPackage

/// A named, pinned pthread that runs one closure: the thread of one flow.
///
/// Never a Swift task: a task has no fixed kernel thread, so neither affinity nor thread CPU time would mean
/// anything. All signals are blocked in it; they go to the control thread.
package final class FlowThread: Sendable {
  private let shared: Shared
  private let handle: pthread_t

  private init(shared: Shared, handle: pthread_t) {
    self.shared = shared
    self.handle = handle
  }

  /// Starts the thread; returns when it runs, bears its name and is pinned.
  ///
  /// `name` is cut to 15 bytes and shows in /proc/PID/task/TID/comm. No `cpus`: the affinity is inherited.
  /// Throws `.invalidArgument` when none of the CPUs is allowed, `.resourceTemporarilyUnavailable` at the
  /// thread limit.
  package static func start(
    name: String, cpus: [Int], body: @escaping @Sendable () -> Void
  ) throws(Errno) -> FlowThread {
    let shared = Shared(name: name, cpus: cpus, body: body)
    let argument = Unmanaged.passRetained(shared)
    var handle = pthread_t()
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    let failure = pthread_create(
      &handle, nil,
      { pointer in
        Unmanaged<Shared>.fromOpaque(pointer!).takeRetainedValue().run()
        return nil
      }, argument.toOpaque())
    pthread_sigmask(SIG_SETMASK, &before, nil)
    guard failure == 0 else {
      argument.release()
      throw Errno(rawValue: failure)
    }
    shared.waitUntilStarted()
    let thread = FlowThread(shared: shared, handle: handle)
    if shared.startError != 0 {
      _ = thread.join(deadline: .max)
      throw Errno(rawValue: Int32(shared.startError))
    }
    return thread
  }

  /// Kernel thread id, as in /proc/PID/task.
  package var threadID: Int32 {
    Int32(shared.threadID)
  }

  /// CPUs on which the thread may run, as the kernel said after pinning; nil where it did not.
  package var effectiveCPUs: [Int]? { shared.effectiveCPUs }

  /// CPU time of the thread so far in nanoseconds, exact to the scheduler's clock; after its end, what it
  /// used in all.
  ///
  /// nil when the kernel refuses. Linux: clock_gettime(2) with the thread's CPU clock.
  package func cpuTimeNanoseconds() -> UInt64? {
    if shared.state == .ended { return shared.finalCPUNanoseconds }
    let spent = cl_thread_cpu_ns(threadID)
    if spent >= 0 { return UInt64(spent) }
    return shared.state == .ended ? shared.finalCPUNanoseconds : nil
  }

  /// Waits for the end of the thread; false when the deadline came first, and the thread then goes on.
  package func join(deadline: UInt64) -> Bool {
    guard shared.waitUntilEnded(deadline: deadline) else { return false }
    // The body has returned: what is left of the thread takes microseconds.
    if shared.claimJoin() { pthread_join(handle, nil) }
    return true
  }

  deinit {
    if shared.claimJoin() { pthread_detach(handle) }
  }
}

/// What the thread and its owner both see: words written by the thread, published by the state futex.
private final class Shared: @unchecked Sendable {
  enum State: UInt32 {
    case starting, running, ended
  }

  private let name: String
  private let cpus: [Int]
  private let body: @Sendable () -> Void
  private let stateWord: UnsafeMutablePointer<UInt32>
  private let joinClaimed: UnsafeMutablePointer<Int32>
  private(set) var threadID: Int32 = 0
  private(set) var startError: Int32 = 0
  private(set) var effectiveCPUs: [Int]?
  private(set) var finalCPUNanoseconds: UInt64?

  init(name: String, cpus: [Int], body: @escaping @Sendable () -> Void) {
    self.name = name
    self.cpus = cpus
    self.body = body
    stateWord = .allocate(capacity: 1)
    stateWord.initialize(to: State.starting.rawValue)
    joinClaimed = .allocate(capacity: 1)
    joinClaimed.initialize(to: 0)
  }

  deinit {
    stateWord.deallocate()
    joinClaimed.deallocate()
  }

  var state: State {
    State(rawValue: cl_load_acquire32(stateWord)) ?? .ended
  }

  /// True for the first caller only: a pthread is joined or detached once.
  func claimJoin() -> Bool {
    cl_exchange32(joinClaimed, 1) == 0
  }

  /// The thread's whole life.
  func run() {
    threadID = cl_thread_id()
    _ = cl_name_thread(String(decoding: name.utf8.prefix(15), as: UTF8.self))
    if !cpus.isEmpty {
      do throws(Errno) {
        try CPUs.pinThisThread(to: cpus)
      } catch {
        startError = error.rawValue
      }
    }
    effectiveCPUs = CPUs.allowedNow()
    enter(.running)
    if startError == 0 { body() }
    let spent = cl_thread_cpu_ns(0)
    finalCPUNanoseconds = spent >= 0 ? UInt64(spent) : nil
    enter(.ended)
  }

  func waitUntilStarted() {
    while state == .starting { _ = cl_futex_wait(stateWord, State.starting.rawValue, .max) }
  }

  func waitUntilEnded(deadline: UInt64) -> Bool {
    while true {
      let present = state
      if present == .ended { return true }
      if cl_futex_wait(stateWord, present.rawValue, deadline) == -Int(ETIMEDOUT) { return state == .ended }
    }
  }

  private func enter(_ state: State) {
    cl_store_release32(stateWord, state.rawValue)
    _ = cl_futex_wake_all(stateWord)
  }
}
