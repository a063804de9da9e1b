import CLinux

/// What the flow threads of a job are to do now; they change only forwards.
package enum Phase: UInt64, Sendable, CaseIterable {
  /// Connected and prepared, waiting for the barrier to open.
  case idle
  /// Moving messages that no figure counts.
  case warmup
  /// Moving messages that are measured.
  case window
  /// Senders end; receivers go on until the end of the stream.
  case stop
}

/// The word that all flow threads of a job share: barrier, start of the window and stop flag in one.
///
/// It lies on the heap, alone on its cache lines, so that a thread reads it for each message without sharing
/// traffic. Only one thread may set it. Linux: futex(2).
package struct PhaseWord: @unchecked Sendable {
  private let word: UnsafeMutablePointer<UInt64>

  /// Two lines of 64 bytes: adjacent-line prefetchers of x86 pull lines in pairs.
  private static let alignment = 128

  private init(word: UnsafeMutablePointer<UInt64>) {
    self.word = word
  }

  /// A new word in phase `idle`; give it back with `deallocate` after the last thread that knows it has
  /// ended.
  package static func allocate() -> PhaseWord {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: alignment, alignment: alignment)
    return PhaseWord(word: memory.initializeMemory(as: UInt64.self, repeating: 0, count: alignment / 8))
  }

  /// Frees the word.
  package func deallocate() {
    UnsafeMutableRawPointer(word).deallocate()
  }

  /// Where the raw value of the phase lies, for loops that load it once per message with `cl_load_relaxed`.
  ///
  /// A pointer and not a method: the loops are in another module, into which a method is not inlined.
  package var address: UnsafePointer<UInt64> { UnsafePointer(word) }

  /// The present phase.
  package var phase: Phase {
    Phase(rawValue: cl_load_acquire(word)) ?? .stop
  }

  /// Enters a phase and wakes whoever waits for it.
  package func set(_ phase: Phase) {
    cl_store_release(word, phase.rawValue)
    _ = cl_futex_wake_all(low)
  }

  /// Sleeps as long as the phase is `value`; answers the new phase, or nil when the deadline came first.
  package func waitWhile(_ value: Phase, deadline: UInt64) -> Phase? {
    while true {
      let present = phase
      guard present == value else { return present }
      guard cl_futex_wait(low, UInt32(value.rawValue), deadline) != -Int(ETIMEDOUT) else {
        return phase == value ? nil : phase
      }
    }
  }

  /// The half of the word that holds the phase, for futex(2), which knows 32 bits only.
  private var low: UnsafeMutablePointer<UInt32> {
    let halves = UnsafeMutableRawPointer(word).assumingMemoryBound(to: UInt32.self)
    return 1.littleEndian == 1 ? halves : halves + 1
  }
}
