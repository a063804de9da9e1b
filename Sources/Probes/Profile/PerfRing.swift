import CLinux
import SystemPackage

/// The ring into which the kernel writes the records of one sampling event.
///
/// Used by one thread at a time, the control thread: hence `@unchecked`.
final class PerfRing: @unchecked Sendable {
  /// 128 KiB: a fifth of a second of 1 kHz samples with the deepest chains (127 frames), more than half a
  /// second of usual ones; four rings fit into what an unprivileged user may lock
  /// (perf_event_mlock_kb, 516 KiB per CPU).
  static let pages: UInt64 = 32

  private let descriptor: PerfDescriptor
  private let ring: UnsafeMutableRawPointer
  private let mappedBytes: UInt64

  /// - Throws: `Errno` when the ring cannot be mapped, EPERM for one above the limit of locked memory.
  init(_ descriptor: PerfDescriptor) throws(Errno) {
    var start: UnsafeMutableRawPointer?
    var bytes: UInt64 = 0
    let result = cl_perf_map(descriptor.descriptor.rawValue, Self.pages, &start, &bytes)
    guard result >= 0, let start else { throw Errno(rawValue: -result) }
    self.descriptor = descriptor
    ring = start
    mappedBytes = bytes
  }

  deinit { cl_perf_unmap(ring, mappedBytes) }

  func enable() { _ = cl_perf_enable(descriptor.descriptor.rawValue) }
  func disable() { _ = cl_perf_disable(descriptor.descriptor.rawValue) }

  /// Appends what the kernel has written since the last time and gives the room back.
  func drain(into bytes: inout [UInt8]) {
    let head = cl_perf_ring_head(ring)
    let records = UnsafeRawBufferPointer(
      start: cl_perf_ring_records(ring), count: Int(cl_perf_ring_record_bytes(ring)))
    Self.append(to: &bytes, from: records, tail: cl_perf_ring_tail(ring), head: head)
    cl_perf_ring_set_tail(ring, head)
  }

  /// Straightens the part of a ring between two positions, which are counted since its beginning.
  static func append(to bytes: inout [UInt8], from ring: UnsafeRawBufferPointer, tail: UInt64, head: UInt64) {
    guard head > tail, head - tail <= UInt64(ring.count) else { return }
    let start = Int(tail % UInt64(ring.count))
    let count = Int(head - tail)
    let first = min(count, ring.count - start)
    bytes.append(contentsOf: ring[start..<start + first])
    bytes.append(contentsOf: ring[0..<count - first])
  }
}
