@testable import Probes

/// Perf records as the kernel lays them out, made by hand.
enum RecordBytes {
  static func sample(
    mode: UInt16 = 1, process: Int32 = 7, thread: Int32 = 8, nanoseconds: UInt64 = 99, cpu: UInt32 = 1,
    stack: [UInt64]
  ) -> [UInt8] {
    let inside = stack.first { $0 < 0xffff_ffff_ffff_f000 } ?? 0
    return record(
      9, flags: mode,
      words(inside) + bytes(process) + bytes(thread) + words(nanoseconds) + bytes(cpu) + bytes(UInt32(0))
        + words(UInt64(stack.count)) + stack.flatMap { words($0) })
  }

  /// PERF_RECORD_LOST: the event's id and how many records.
  static func lost(_ count: UInt64) -> [UInt8] { record(2, words(3) + words(count)) }
  /// PERF_RECORD_LOST_SAMPLES.
  static func lostSamples(_ count: UInt64) -> [UInt8] { record(13, words(count)) }

  static func record(_ kind: UInt32, flags: UInt16 = 0, _ body: [UInt8]) -> [UInt8] {
    bytes(kind) + bytes(flags) + bytes(UInt16(8 + body.count)) + body
  }

  static func words(_ words: UInt64...) -> [UInt8] { words.flatMap { bytes($0) } }

  static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}

/// The samples of some bytes and what stood beside them.
func decoded(_ bytes: [UInt8]) -> (samples: [PerfSample], counts: PerfRecordCounts) {
  var samples: [PerfSample] = []
  let counts = PerfRecords.decode(bytes) { samples.append(copy $0) }
  return (samples, counts)
}
