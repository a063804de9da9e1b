import CLinux

/// The clock of all instants and deadlines: CLOCK_MONOTONIC in nanoseconds, the same for every process of one
/// host.
package enum MonotonicClock {
  /// The present instant in nanoseconds since boot, suspended time excluded.
  package static func now() -> UInt64 {
    cl_monotonic_ns()
  }

  /// Sleeps until an instant; returns at once when it has passed, and a signal does not shorten the sleep.
  ///
  /// Linux: clock_nanosleep(2) with TIMER_ABSTIME.
  package static func sleep(until instant: UInt64) {
    cl_sleep_until(instant)
  }

  /// Nanoseconds left until a deadline, 0 when it has passed.
  package static func remaining(until deadline: UInt64) -> Int64 {
    let present = now()
    return deadline > present ? Int64(clamping: deadline - present) : 0
  }
}
