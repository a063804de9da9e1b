import Glibc
import Synchronization

/// A kernel thread that runs a body and tells its id, for probes to watch.
final class Worker: Sendable {
  let identifier: Int32
  private let thread: Mutex<pthread_t?>

  init(name: String? = nil, _ body: @escaping @Sendable () -> Void) {
    let start = Start(name: name, body: body)
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
        if let name = start.name { nameCurrentThread(name) }
        start.identifier.store(currentThread(), ordering: .releasing)
        start.body()
        return nil
      }, Unmanaged.passRetained(start).toOpaque())
    while start.identifier.load(ordering: .acquiring) == 0 { usleep(100) }
    identifier = start.identifier.load(ordering: .acquiring)
    self.thread = Mutex(thread)
  }

  func join() {
    let thread = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let thread { pthread_join(thread, nil) }
  }

  private final class Start: Sendable {
    let name: String?
    let body: @Sendable () -> Void
    let identifier = Atomic<Int32>(0)

    init(name: String?, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }
}

/// Kernel id of the calling thread.
func currentThread() -> Int32 {
  var target = [CChar](repeating: 0, count: 64)
  let length = readlink("/proc/thread-self", &target, 63)
  let path = String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  return Int32(path.split(separator: "/").last!)!
}

func nameCurrentThread(_ name: String) {
  guard let file = fopen("/proc/thread-self/comm", "w") else { return }
  fputs(name, file)
  fclose(file)
}
