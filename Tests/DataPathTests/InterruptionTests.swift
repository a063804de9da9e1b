import DataPath
import Glibc
import Kernel
import Synchronization
import Testing

@Suite("Interruptions", .serialized)
struct InterruptionTests {
  @Test("signals that interrupt calls lose and repeat nothing", arguments: Pair.all)
  func signals(pair: Pair) throws {
    // No SA_RESTART: a call that has moved nothing answers EINTR, one that has moved something a part.
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    sigaction(SIGUSR1, &action, nil)
    let interrupter = Interrupter()
    let noisy = Pair(send: pair.send, receive: pair.receive)
    var condition = Condition.lateReceiver
    condition.onStart = { interrupter.adopt() }
    condition.onEnd = { interrupter.release() }
    let source = try FlowThread.start(name: "conf-signals", cpus: []) { interrupter.run() }
    let verdict = try noisy.check(bytes: 1 << 20, messages: 12, condition)
    interrupter.stop()
    #expect(source.join(deadline: MonotonicClock.now() + 5_000_000_000))
    #expect(verdict.fault == nil)
    #expect(interrupter.sent > 0)
  }
}

/// Sends SIGUSR1 to the flow threads that asked for it, every 100 microseconds.
final class Interrupter: Sendable {
  private struct State {
    var threads: [pthread_t] = []
    var stopped = false
    var sent = 0
  }
  private let state = Mutex(State())

  var sent: Int { state.withLock { $0.sent } }

  /// The calling thread takes SIGUSR1 from now on.
  func adopt() {
    var mask = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGUSR1)
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    let me = pthread_self()
    state.withLock { $0.threads.append(me) }
  }

  /// The calling thread is about to end.
  func release() {
    let me = pthread_self()
    state.withLock { $0.threads.removeAll { $0 == me } }
  }

  func stop() { state.withLock { $0.stopped = true } }

  func run() {
    let deadline = MonotonicClock.now() + 30_000_000_000
    while MonotonicClock.now() < deadline {
      let stopped = state.withLock { state in
        for thread in state.threads {
          pthread_kill(thread, SIGUSR1)
          state.sent += 1
        }
        return state.stopped
      }
      if stopped { return }
      MonotonicClock.sleep(until: MonotonicClock.now() + 100_000)
    }
  }
}
