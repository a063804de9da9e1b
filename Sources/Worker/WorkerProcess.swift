import Glibc
import Kernel
import SystemPackage

/// The worker as a process: takes orders until its standard input ends, and dies with its director.
package enum WorkerProcess {
  /// Whether /proc is there, without which this program cannot read its arguments; one line says so where it is not.
  package static func hasProcessFiles() -> Bool {
    let path: FilePath = "/proc/self/cmdline"
    if (try? path.stat()) != nil { return true }
    let remedy = "Mount it with `mount -t proc proc /proc`"
    _ = try? FileDescriptor.standardError.writeAll(
      "copycost-worker: there is no \(path): nothing was run. \(remedy).\n".utf8)
    return false
  }

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
