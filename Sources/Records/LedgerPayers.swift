/// Who carried out the deferred copy: the CPU samples of a proof run's last stream that fell into it, by whose time
/// it was and whether a softirq was at work.
package struct CopyPayers: Codable, Hashable, Sendable {
  /// Most samples first; only contexts with a sample.
  package var contexts: [Context]
  /// Samples of all CPUs in the stream, idle ones and those of other classes included.
  package var samples: UInt64
  /// Samples the kernel could not keep.
  package var lost: UInt64
  /// Samples a second of each CPU.
  package var rate: Double
  /// False where a timer takes the samples, which waits until interrupts are on again.
  package var seesDisabledInterrupts: Bool

  package init(
    contexts: [Context], samples: UInt64, lost: UInt64, rate: Double, seesDisabledInterrupts: Bool
  ) {
    self.contexts = contexts.filter { $0.samples > 0 }.sorted { $0.samples > $1.samples }
    self.samples = samples
    self.lost = lost
    self.rate = rate
    self.seesDisabledInterrupts = seesDisabledInterrupts
  }

  /// Samples in the deferred copy: what the share of each context is a share of.
  package var copySamples: UInt64 { contexts.reduce(0) { $0 + $1.samples } }

  /// Whose CPU time it was.
  package enum Task: String, Codable, Hashable, Sendable, CaseIterable {
    case sender = "sender thread"
    case receiver = "receiver thread"
    case ksoftirqd
    /// The idle task of a CPU, whose rest a softirq took.
    case idle = "idle task"
    case other = "another task"
  }

  /// One place in which the copy was seen to run.
  package struct Context: Codable, Hashable, Sendable {
    package var task: Task
    /// Whether the task was lending its time to a softirq.
    package var inSoftirq: Bool
    package var samples: UInt64

    package init(task: Task, inSoftirq: Bool, samples: UInt64) {
      self.task = task
      self.inSoftirq = inSoftirq
      self.samples = samples
    }

    /// `softirq inside the sender thread`, `ksoftirqd`, `receiver thread`.
    package var name: String {
      switch task {
      case .ksoftirqd: task.rawValue
      case .sender, .receiver, .idle: inSoftirq ? "softirq inside the \(task.rawValue)" : task.rawValue
      case .other: inSoftirq ? "softirq inside \(task.rawValue)" : task.rawValue
      }
    }
  }
}

extension Ledger {
  /// Who paid for the deferred copy, or why nobody can be named.
  ///
  /// - Parameter found: what the receiving end sampled; nil where it was not asked to.
  static func payers(_ found: Finding<CopyPayers>?) -> Finding<CopyPayers> {
    guard let found else { return .missing(reason: "no stream was sampled") }
    guard let payers = found.value, payers.copySamples == 0 else { return found }
    return .missing(reason: "none of \(payers.samples) CPU samples fell into a deferred copy")
  }
}
