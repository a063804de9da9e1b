import Glibc
import SystemPackage

/// Lets the thread that reads the counters run the moment its instant comes, however busy the CPUs are.
///
/// It sleeps nearly always; what it does at an edge takes some hundred microseconds. Threads it starts are ordinary ones.
/// Linux: sched_setscheduler(2), SCHED_FIFO with SCHED_RESET_ON_FORK; needs CAP_SYS_NICE or RLIMIT_RTPRIO.
package enum ControlPriority {
  private static let resetOnFork: Int32 = 0x4000_0000

  /// Throws `.notPermitted` where the user may not; the thread then waits its turn like any other.
  package static func raiseThisThread() throws(Errno) {
    var parameters = sched_param()
    parameters.sched_priority = 1
    guard sched_setscheduler(0, SCHED_FIFO | resetOnFork, &parameters) == 0 else {
      throw Errno(rawValue: errno)
    }
  }
}
