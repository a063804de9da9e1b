import Glibc
import Synchronization

/// Where threads sleep, without waking in between, until they are let through one by one.
///
/// A thread in `wait` makes one context switch however long it waits, so that its counters stand still.
final class Gate: Sendable {
  private let reading: Int32
  private let writing: Int32
  private let arrivals = Atomic<Int>(0)

  init() {
    var ends: [Int32] = [0, 0]
    pipe(&ends)
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    close(reading)
    close(writing)
  }

  /// Sleeps until let through; the gate opens for good when it is abandoned.
  func wait() {
    var byte: UInt8 = 0
    arrivals.add(1, ordering: .acquiringAndReleasing)
    read(reading, &byte, 1)
  }

  func letThrough(_ threads: Int) {
    let bytes = [UInt8](repeating: 0, count: threads)
    write(writing, bytes, threads)
  }

  /// Waits until these threads, and as many as they are, sleep here; false after 20 s.
  func holds(_ workers: [Worker]) -> Bool {
    for _ in 0..<20_000 {
      let arrived = arrivals.load(ordering: .acquiring) >= workers.count
      if arrived, workers.allSatisfy({ sleeps($0.identifier) }) { return true }
      usleep(1000)
    }
    return false
  }

  /// What the kernel says about a thread of this process.
  private func sleeps(_ thread: Int32) -> Bool {
    guard let file = fopen("/proc/self/task/\(thread)/stat", "r") else { return false }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    fgets(&line, 512, file)
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.split(separator: ")").last?.hasPrefix(" S") == true
  }
}

/// Runs on the CPU until the calling thread has used so much CPU time.
func burn(milliseconds: Int) {
  let end = threadNanoseconds() + UInt64(milliseconds) * 1_000_000
  var sink: UInt64 = 1
  while threadNanoseconds() < end {
    for _ in 0..<1000 { sink = sink &* 6_364_136_223_846_793_005 &+ 1 }
  }
  precondition(sink != 0 || end > 0)
}

/// CPU time of the calling thread by its own clock.
func threadNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
