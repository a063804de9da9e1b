import Glibc
import Worker

/// The small program at each end of a link.
@main
struct WorkerMain {
  static func main() {
    // First of all: the holder needs a process that has not started a second thread.
    guard WorkerProcess.hasProcessFiles() else { exit(1) }
    if CommandLine.arguments.dropFirst().first == "hold" { exit(NamespaceHolder.run()) }
    exit(WorkerProcess.run())
  }
}
