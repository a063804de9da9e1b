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
      // Orders that were written before the end still lie in the pipe: let the main thread read them first.
      var unread: Int32 = 0
      _ = unsafe ioctl(STDIN_FILENO, UInt(0x541B), &unread)
      if unread == 0 { _exit(0) }
    }
  }
}
