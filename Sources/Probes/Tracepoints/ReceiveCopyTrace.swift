import CLinux
import Glibc
import Records
import SystemPackage

/// Sum of one field over all records of a tracepoint, and what is missing from it.
package struct TracepointSum: Hashable, Sendable {
  package var sum: UInt64 = 0
  package var records: UInt64 = 0
  /// Records for which the ring had no room: the sum is too small by theirs.
  package var lost: UInt64 = 0
}

/// Counts the bytes that the kernel copies from socket buffers to one thread's memory.
///
/// Source: tracepoint skb:skb_copy_datagram_iovec, field `len`, sampled at every event through perf_event_open(2)
/// and read from its ring; needs CAP_PERFMON or perf_event_paranoid below 0.
package final class ReceiveCopyTrace {
  private let descriptor: FileDescriptor
  private let ring: UnsafeMutableRawPointer
  private let format: TracepointFormat
  private var total = TracepointSum()

  /// Room for about 20,000 records between two reads.
  private static let dataBytes = 1 << 20

  /// Read and tried once: what a running kernel calls its fields does not change.
  private static let described: Obtained<TracepointFormat> = {
    do throws(Unavailable) {
      let format = try TracepointFormat(event: "skb/skb_copy_datagram_iovec", field: "len")
      try check(format)
      return .success(format)
    } catch {
      return .failure(error)
    }
  }()

  /// Has the calling thread (0 in perf_event_open(2)) receive some bytes: a tracepoint that stays silent then must not pass for a receiver that
  /// copies nothing.
  private static func check(_ format: TracepointFormat) throws(Unavailable) {
    let count = 100
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
      throw Unavailable("the tracepoint could not be tried", errno: errno)
    }
    defer { for end in ends { close(end) } }
    let trace = try ReceiveCopyTrace(thread: 0, format: format)
    try trace.start()
    var bytes = [UInt8](repeating: 1, count: count)
    let flags = Int32(MSG_DONTWAIT)
    guard send(ends[0], bytes, count, flags) == count, recv(ends[1], &bytes, count, flags) == count else {
      throw Unavailable("the tracepoint could not be tried", errno: errno)
    }
    let seen = trace.stop()
    guard seen.sum == UInt64(count), seen.records == 1, seen.lost == 0 else {
      throw Unavailable("the tracepoint counted \(seen.sum) bytes where \(count) were copied")
    }
  }

  /// Opens the tracepoint for a thread; nothing is counted before `start`.
  package convenience init(thread: Int32) throws(Unavailable) {
    try self.init(thread: thread, format: try Self.described.get())
  }

  private init(thread: Int32, format: TracepointFormat) throws(Unavailable) {
    self.format = format
    let result = cl_tracepoint_open(format.identifier, thread)
    guard result >= 0 else {
      throw PerfRefusal(errno: -result, type: UInt32(CL_PERF_TYPE_SOFTWARE), thread: thread).unavailable()
    }
    descriptor = FileDescriptor(rawValue: result)
    var error: Int32 = 0
    guard let mapped = cl_tracepoint_map(result, Self.dataBytes, &error) else {
      try? descriptor.close()
      throw Unavailable("the ring of the tracepoint cannot be mapped", errno: error)
    }
    ring = mapped
  }

  deinit {
    cl_tracepoint_unmap(ring, Self.dataBytes)
    try? descriptor.close()
  }

  package func start() throws(Unavailable) {
    let result = cl_tracepoint_enable(descriptor.rawValue, 1)
    guard result == 0 else { throw Unavailable("the tracepoint cannot be enabled", errno: -result) }
  }

  /// Ends the counting and answers the sum.
  package func stop() -> TracepointSum {
    _ = cl_tracepoint_enable(descriptor.rawValue, 0)
    read()
    return total
  }

  /// Takes what is in the ring; to be called often enough that it never fills.
  package func read() {
    let head = cl_load_acquire(cl_tracepoint_head(ring))
    var tail = cl_load_relaxed(cl_tracepoint_tail(ring))
    let data = ring + Int(sysconf(Int32(_SC_PAGESIZE)))
    while head > tail, head - tail >= 8 {
      // Records are multiples of 8 bytes: a header never wraps. type: u32, misc: u16, size: u16.
      let header = (data + Int(tail) & (Self.dataBytes - 1)).loadUnaligned(as: UInt64.self)
      let size = header >> 48
      guard size >= 8, size <= head - tail else { break }
      take(type: UInt32(truncatingIfNeeded: header), body: tail + 8, bytes: Int(size) - 8, in: data)
      tail += size
    }
    cl_store_release(cl_tracepoint_tail(ring), tail)
  }

  private func take(type: UInt32, body: UInt64, bytes: Int, in data: UnsafeMutableRawPointer) {
    func byte(_ index: Int) -> UInt64 {
      UInt64((data + Int(body + UInt64(index)) & (Self.dataBytes - 1)).load(as: UInt8.self))
    }
    func number(at index: Int, size: Int) -> UInt64 {
      (0..<size).reduce(0) { $0 | byte(index + $1) << UInt64($1 * 8) }
    }
    if type == UInt32(CL_TRACE_RECORD_LOST), bytes >= 16 {
      // id: u64, lost: u64.
      total.lost &+= number(at: 8, size: 8)
    } else if type == UInt32(CL_TRACE_RECORD_SAMPLE), bytes >= 4 + format.offset + format.size {
      // PERF_SAMPLE_RAW alone: size: u32, then the record.
      total.records += 1
      total.sum &+= number(at: 4 + format.offset, size: format.size)
    }
  }
}
