import Glibc
import Testing

/// Another process, started with every signal deliverable, which a test's thread does not have.
struct Child {
  let process: pid_t

  init(_ arguments: [String]) throws {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    let result = posix_spawnp(&process, arguments[0], &actions, &attributes, &words, environ)
    try #require(result == 0, "cannot start \(arguments[0]): errno \(result)")
    self.process = process
  }

  /// Waits up to 20 s; the exit status, or nil when it was killed by a signal or did not end.
  @discardableResult
  func wait() -> Int32? {
    var status: Int32 = 0
    for _ in 0..<20_000 {
      if waitpid(process, &status, WNOHANG) == process {
        return status & 0x7f == 0 ? status >> 8 & 0xff : nil
      }
      usleep(1000)
    }
    kill(process, SIGKILL)
    waitpid(process, &status, 0)
    return nil
  }

  func signal(_ number: Int32) {
    kill(process, number)
  }
}
