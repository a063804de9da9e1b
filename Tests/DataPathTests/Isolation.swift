import Glibc
import Kernel
import Synchronization
import SystemPackage

/// Parts of the process that one thread, and those it starts, can have for themselves.
enum Isolation: Int32, Sendable {
  /// A descriptor table: what others open and close meanwhile cannot be seen, so leaks can be counted.
  case descriptors = 0x400  // CLONE_FILES
  /// A network namespace, with sysctls of its own: needs CAP_SYS_ADMIN.
  case network = 0x4000_0000  // CLONE_NEWNET

  /// Runs a closure on a new thread that has this part for itself; the kernel takes it down with the thread.
  func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
    let outcome = Mutex<Result<Value, any Error>?>(nil)
    let thread = try FlowThread.start(name: "isolated", cpus: []) {
      let result = Result {
        guard unshare(rawValue) == 0 else { throw Errno(rawValue: errno) }
        // The copies of descriptors others own would keep their pipes open.
        if self == .descriptors { closefrom(3) }
        return try body()
      }
      outcome.withLock { $0 = result }
    }
    // What runs in here has deadlines of its own.
    _ = thread.join(deadline: .max)
    return try outcome.withLock { $0 }!.get()
  }
}

/// glibc declares unshare(2) only with _GNU_SOURCE, which Swift's view of it lacks.
private func unshare(_ flags: Int32) -> Int32 {
  typealias Unshare = @convention(c) (Int32) -> Int32
  return unsafeBitCast(dlsym(nil, "unshare"), to: Unshare.self)(flags)
}
