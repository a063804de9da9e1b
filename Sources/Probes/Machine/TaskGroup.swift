import Records

/// Whose CPU time a thread's is, told by its name and that of its process.
enum TaskGroup: CaseIterable, Sendable {
  case senderFlows, receiverFlows, ksoftirqd, control, other

  /// - Parameters:
  ///   - process: name of the process, cut by the kernel to 15 characters.
  ///   - thread: name of the thread.
  init(process: String, thread: String) {
    if thread.hasPrefix("cc-send") {
      self = .senderFlows
    } else if thread.hasPrefix("cc-recv") {
      self = .receiverFlows
    } else if thread.hasPrefix("ksoftirqd/") {
      self = .ksoftirqd
    } else if process == "copycost" || process == "copycost-worker" {
      self = .control
    } else {
      self = .other
    }
  }

  var metric: Metric {
    switch self {
    case .senderFlows: MachineMetrics.senderFlows
    case .receiverFlows: MachineMetrics.receiverFlows
    case .ksoftirqd: MachineMetrics.ksoftirqd
    case .control: MachineMetrics.control
    case .other: MachineMetrics.other
    }
  }

  /// Why a group has no time when /proc showed no thread of it.
  var absence: String {
    switch self {
    case .senderFlows: "no thread named cc-send* in this /proc"
    case .receiverFlows: "no thread named cc-recv* in this /proc"
    case .ksoftirqd: "no ksoftirqd thread in this /proc"
    case .control: "no copycost process in this /proc"
    case .other: "no other thread in this /proc"
    }
  }
}
