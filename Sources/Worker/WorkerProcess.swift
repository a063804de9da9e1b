import Glibc
import Kernel

/// The worker as a process: takes orders until its standard input ends, and dies with its director.
package enum WorkerProcess {
  /// Answers the exit status.
  package static func run() -> Int32 {
    StandardStream.prepareAll()
    ChildProcessHygiene.ignoreTerminalInterrupts()
    _ = try? ChildProcessHygiene.raiseDescriptorLimit()
    DirectorWatch.start()
    // Without the right to it the edges come later on a busy machine, and a caveat says by how much.
    try? ControlPriority.raiseThisThread()
    var loop = ControlLoop()
    return loop.run()
  }
}
