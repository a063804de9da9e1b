import Glibc
import Kernel
import Synchronization
import SystemPackage
import Testing

@Suite("Flow threads")
struct FlowThreadTests {
  private let deadline = MonotonicClock.now() + 10_000_000_000

  @Test("a thread bears its name, cut to 15 bytes, under the kernel thread id it reports")
  func name() throws {
    let phase = PhaseWord.allocate()
    let end = deadline
    let thread = try FlowThread.start(name: "cc-send-12345678", cpus: []) {
      _ = phase.waitWhile(.idle, deadline: end)
    }
    let comm = try readAll("/proc/self/task/\(thread.threadID)/comm")
    phase.set(.stop)
    #expect(thread.join(deadline: deadline))
    phase.deallocate()
    #expect(comm == "cc-send-1234567\n")
  }

  @Test("a thread runs only on the CPUs it is given")
  func affinity() throws {
    let cpu = try #require(CPUs.allowed().last)
    let seen = Mutex<[Int]>([])
    let thread = try FlowThread.start(name: "pinned", cpus: [cpu]) {
      seen.withLock { $0 = CPUs.allowed() }
    }
    #expect(thread.join(deadline: deadline))
    let cpus = seen.withLock { $0 }
    #expect(cpus == [cpu])
  }

  @Test("a CPU that does not exist is refused and the body does not run")
  func refusesUnknownCPU() {
    let ran = Atomic(false)
    #expect(throws: Errno.invalidArgument) {
      _ = try FlowThread.start(name: "nowhere", cpus: [8000]) { ran.store(true, ordering: .relaxed) }
    }
    #expect(throws: Errno.invalidArgument) { try CPUs.pinThisThread(to: [-1]) }
    let didRun = ran.load(ordering: .relaxed)
    #expect(!didRun)
  }

  @Test("the CPU time of a thread grows while it works and stays readable after its end")
  func cpuTime() throws {
    let phase = PhaseWord.allocate()
    let thread = try FlowThread.start(name: "works", cpus: []) {
      while phase.address.pointee == Phase.idle.rawValue { sched_yield() }
    }
    let early = try #require(thread.cpuTimeNanoseconds())
    while try #require(thread.cpuTimeNanoseconds()) == early, MonotonicClock.now() < deadline {}
    let late = try #require(thread.cpuTimeNanoseconds())
    phase.set(.stop)
    #expect(thread.join(deadline: deadline))
    phase.deallocate()
    let final = try #require(thread.cpuTimeNanoseconds())
    #expect(early < late)
    #expect(late <= final)
  }

  @Test("joining a thread that goes on answers false at the deadline, and later true")
  func joinDeadline() throws {
    let phase = PhaseWord.allocate()
    let end = deadline
    let thread = try FlowThread.start(name: "late", cpus: []) { _ = phase.waitWhile(.idle, deadline: end) }
    #expect(!thread.join(deadline: MonotonicClock.now() + 2_000_000))
    phase.set(.stop)
    #expect(thread.join(deadline: deadline))
    #expect(thread.join(deadline: deadline))
    phase.deallocate()
  }

  @Test("a thread takes no signal: they go to the thread in control")
  func blocksSignals() throws {
    let blocked = Atomic(false)
    let thread = try FlowThread.start(name: "deaf", cpus: []) {
      var mask = sigset_t()
      pthread_sigmask(SIG_SETMASK, nil, &mask)
      blocked.store(sigismember(&mask, SIGINT) == 1, ordering: .relaxed)
    }
    #expect(thread.join(deadline: deadline))
    let isBlocked = blocked.load(ordering: .relaxed)
    #expect(isBlocked)
  }

  @Test("the descriptor limit is raised to the hard limit")
  func descriptorLimit() throws {
    let limit = try ChildProcessHygiene.raiseDescriptorLimit()
    #expect(try ChildProcessHygiene.raiseDescriptorLimit() == limit)
    #expect(limit >= 1024)
  }
}

private func readAll(_ path: String) throws -> String {
  let file = try FileDescriptor.open(FilePath(path), .readOnly)
  return try file.closeAfter {
    try String(unsafeUninitializedCapacity: 4096) { try file.read(into: UnsafeMutableRawBufferPointer($0)) }
  }
}
