import Kernel
import Testing

@Suite("Clock and phase")
struct ClockAndPhaseTests {
  @Test("a sleep ends at its instant or later, and at once when the instant has passed")
  func sleeps() {
    let instant = MonotonicClock.now() + 5_000_000
    MonotonicClock.sleep(until: instant)
    let woken = MonotonicClock.now()
    #expect(woken >= instant)
    MonotonicClock.sleep(until: woken - 1)
    #expect(MonotonicClock.remaining(until: woken) == 0)
  }

  @Test("setting a phase wakes every thread that waits for it")
  func wakesAll() throws {
    let phase = PhaseWord.allocate()
    defer { phase.deallocate() }
    let deadline = MonotonicClock.now() + 10_000_000_000
    let threads = try (0..<3).map { index in
      try FlowThread.start(name: "phase-\(index)", cpus: []) {
        _ = phase.waitWhile(.idle, deadline: deadline)
        _ = phase.waitWhile(.warmup, deadline: deadline)
      }
    }
    phase.set(.warmup)
    phase.set(.window)
    for thread in threads { #expect(thread.join(deadline: deadline)) }
    #expect(MonotonicClock.now() < deadline)
    #expect(phase.address.pointee == Phase.window.rawValue)
  }

  @Test("waiting for a phase that never comes ends at the deadline with nil")
  func timesOut() {
    let phase = PhaseWord.allocate()
    defer { phase.deallocate() }
    let deadline = MonotonicClock.now() + 5_000_000
    #expect(phase.waitWhile(.idle, deadline: deadline) == nil)
    #expect(MonotonicClock.now() >= deadline)
    #expect(phase.waitWhile(.window, deadline: deadline) == .idle)
  }
}
