/// One sample of a CPU: where it was and how it got there.
struct PerfSample: Hashable, Sendable {
  enum Mode: Sendable {
    case kernel, user
    /// A hypervisor or its guest.
    case elsewhere
  }

  var mode: Mode
  var address: UInt64
  var process: Int32
  var thread: Int32
  /// The clock of perf, which is not CLOCK_MONOTONIC.
  var nanoseconds: UInt64
  var cpu: UInt32
  /// Kernel addresses from the innermost function outward, return addresses but for the first.
  var stack: [UInt64]
}

/// What a run of perf records held beside the samples.
struct PerfRecordCounts: Hashable, Sendable {
  var samples = 0
  /// Samples the kernel could not write (PERF_RECORD_LOST, PERF_RECORD_LOST_SAMPLES).
  var lost: UInt64 = 0
  /// How often the kernel held sampling back (PERF_RECORD_THROTTLE).
  var throttled = 0
  /// Records of kinds that are not asked for, by kind; they are stepped over.
  var unknown: [UInt32: Int] = [:]
  /// Bytes at the end that are no record: a broken length, after which nothing can be found.
  var undecodable = 0

  static func + (left: PerfRecordCounts, right: PerfRecordCounts) -> PerfRecordCounts {
    PerfRecordCounts(
      samples: left.samples + right.samples, lost: left.lost + right.lost,
      throttled: left.throttled + right.throttled,
      unknown: left.unknown.merging(right.unknown, uniquingKeysWith: +),
      undecodable: left.undecodable + right.undecodable)
  }
}

/// Decodes the records of a perf ring, unwrapped and in order.
///
/// Layout: perf_event_open(2), "MMAP layout", for the sample type that `cl_perf_open_sampler` asks for.
enum PerfRecords {
  private enum Kind {
    static let lost: UInt32 = 2
    static let throttle: UInt32 = 5
    static let unthrottle: UInt32 = 6
    static let sample: UInt32 = 9
    static let lostSamples: UInt32 = 13
  }

  /// Bytes of a record header: kind, flags, length.
  private static let headerBytes = 8
  /// Bytes of a sample up to and with the length of its call chain.
  private static let sampleBytes = headerBytes + 5 * 8
  /// Chain entries from here on are marks between kernel and user frames (PERF_CONTEXT_MAX is -4095).
  private static let firstContextMark = UInt64(bitPattern: -4095)

  /// Calls `visit` for every sample; one pass, no allocation per sample once the deepest stack was seen.
  static func decode(_ bytes: [UInt8], visit: (borrowing PerfSample) -> Void) -> PerfRecordCounts {
    bytes.withUnsafeBytes { decode($0, visit: visit) }
  }

  private static func decode(
    _ bytes: UnsafeRawBufferPointer, visit: (borrowing PerfSample) -> Void
  ) -> PerfRecordCounts {
    var counts = PerfRecordCounts()
    var sample = PerfSample(
      mode: .kernel, address: 0, process: 0, thread: 0, nanoseconds: 0, cpu: 0, stack: [])
    var offset = 0
    while offset < bytes.count {
      let left = bytes.count - offset
      let length =
        left >= headerBytes ? Int(bytes.loadUnaligned(fromByteOffset: offset + 6, as: UInt16.self)) : 0
      guard length >= headerBytes, length <= left else {
        counts.undecodable = left
        break
      }
      let record = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
      switch record.loadUnaligned(as: UInt32.self) {
      case Kind.sample:
        if fill(&sample, from: record) {
          counts.samples += 1
          visit(sample)
        } else {
          counts.undecodable += length
        }
      case Kind.lost where length >= 24:
        counts.lost &+= record.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
      case Kind.lostSamples where length >= 16:
        counts.lost &+= record.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      case Kind.throttle: counts.throttled += 1
      case Kind.unthrottle: break
      case let kind: counts.unknown[kind, default: 0] += 1
      }
      offset += length
    }
    return counts
  }

  /// False for a sample that is shorter than its call chain says.
  private static func fill(_ sample: inout PerfSample, from record: UnsafeRawBufferPointer) -> Bool {
    guard record.count >= sampleBytes else { return false }
    let depth = record.loadUnaligned(fromByteOffset: 40, as: UInt64.self)
    guard depth <= UInt64(record.count - sampleBytes) / 8 else { return false }
    // Bits 0 to 2 of the flags: PERF_RECORD_MISC_KERNEL is 1, _USER is 2.
    switch record.loadUnaligned(fromByteOffset: 4, as: UInt16.self) & 7 {
    case 1: sample.mode = .kernel
    case 2: sample.mode = .user
    default: sample.mode = .elsewhere
    }
    sample.address = record.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    sample.process = record.loadUnaligned(fromByteOffset: 16, as: Int32.self)
    sample.thread = record.loadUnaligned(fromByteOffset: 20, as: Int32.self)
    sample.nanoseconds = record.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
    sample.cpu = record.loadUnaligned(fromByteOffset: 32, as: UInt32.self)
    sample.stack.removeAll(keepingCapacity: true)
    for index in 0..<Int(depth) {
      let address = record.loadUnaligned(fromByteOffset: sampleBytes + index * 8, as: UInt64.self)
      if address < firstContextMark { sample.stack.append(address) }
    }
    return true
  }
}
