import Glibc
import Kernel

/// Ends the worker the moment its director is gone, even in the middle of a job.
///
/// A thread sleeps in poll(2) until the other end of standard input closes. PR_SET_PDEATHSIG would not do: it fires when the
/// *thread* that started the worker ends (prctl(2)), and the director starts it from a thread pool.
enum DirectorWatch {
  static func start() {
    _ = try? FlowThread.start(name: "cc-watch", cpus: []) {
      var wait = pollfd(fd: STDIN_FILENO, events: Int16(0x2000), revents: 0)
      while unsafe poll(&wait, 1, -1) <= 0 {}
      // Orders that still lie in the pipe have nobody left to answer; waiting for a job's end to read them could last.
      _exit(0)
    }
  }
}
