import Glibc
import Testing

@testable import Probes

@Suite("Records of a perf ring")
struct PerfRecordsTests {
  @Test("samples come out with all they hold, marks between kernel and user frames left out")
  func samples() {
    let kernelMark = UInt64(bitPattern: -128)
    let (samples, counts) = decoded(
      RecordBytes.sample(stack: [kernelMark, 0xffff_ffff_8100_0010, 0xffff_ffff_8100_0200])
        + RecordBytes.sample(mode: 2, process: 5, thread: 6, nanoseconds: 1 << 40, cpu: 0, stack: [0x7f00])
        + RecordBytes.sample(mode: 4, stack: []))
    #expect(counts == PerfRecordCounts(samples: 3))
    #expect(samples.map(\.mode) == [.kernel, .user, .elsewhere])
    #expect(samples[0].address == 0xffff_ffff_8100_0010)
    #expect(samples[0].stack == [0xffff_ffff_8100_0010, 0xffff_ffff_8100_0200])
    #expect((samples[0].process, samples[0].thread, samples[0].cpu) == (7, 8, 1))
    #expect((samples[1].process, samples[1].thread, samples[1].nanoseconds) == (5, 6, 1 << 40))
    #expect(samples[1].stack == [0x7f00])
    #expect(samples[2].stack.isEmpty)
  }

  @Test("lost records are added up, unknown kinds counted and stepped over")
  func lostAndUnknown() {
    let (samples, counts) = decoded(
      RecordBytes.lost(5) + RecordBytes.record(77, [1, 2, 3, 4, 5, 6, 7, 8]) + RecordBytes.sample(stack: [1])
        + RecordBytes.record(3, []) + RecordBytes.lostSamples(9) + RecordBytes.record(5, [])
        + RecordBytes.record(6, []) + RecordBytes.record(77, []) + RecordBytes.sample(stack: [2]))
    #expect(samples.map(\.stack) == [[1], [2]])
    #expect(counts == PerfRecordCounts(samples: 2, lost: 14, throttled: 1, unknown: [77: 2, 3: 1]))
  }

  @Test("a broken length ends the decoding and says how much is left")
  func broken() {
    let good = RecordBytes.sample(stack: [1])
    let tooLong = RecordBytes.bytes(UInt32(9)) + RecordBytes.bytes(UInt16(1)) + RecordBytes.bytes(UInt16(900))
    for tail in [tooLong, [9, 0, 0, 0, 1, 0, 0, 0], [1, 2, 3]] as [[UInt8]] {
      let (samples, counts) = decoded(good + tail)
      #expect(samples.count == 1)
      #expect(counts.undecodable == tail.count)
    }
  }

  @Test("a sample whose chain is longer than the record is not taken")
  func shortSample() {
    var bytes = RecordBytes.sample(stack: [1, 2])
    bytes[40] = 3
    let (samples, counts) = decoded(bytes + RecordBytes.sample(stack: [4]))
    #expect(samples.map(\.stack) == [[4]])
    #expect(counts.undecodable == bytes.count)
  }

  @Test("records that wrap around the end of the ring come out whole", arguments: [0, 1, 40, 56, 63, 64])
  func wrapped(tail: Int) {
    let records = RecordBytes.sample(stack: [1]) + RecordBytes.lost(2)
    var ring = [UInt8](repeating: 0xee, count: 128)
    for (index, byte) in records.enumerated() { ring[(tail * 8 + index) % 128] = byte }
    var bytes: [UInt8] = [42]
    ring.withUnsafeBytes { ring in
      // Positions go on counting after many rounds.
      let start = UInt64(128 * 1000 + tail * 8)
      PerfRing.append(to: &bytes, from: ring, tail: start, head: start + UInt64(records.count))
      PerfRing.append(to: &bytes, from: ring, tail: start, head: start)
      PerfRing.append(to: &bytes, from: ring, tail: start, head: start + 129)
    }
    #expect(bytes == [42] + records)
  }

  @Test("four times the samples take about four times as long, up to 1,000,000")
  func linear() {
    let batch = (0..<1000).flatMap { RecordBytes.sample(stack: [UInt64($0), 2, 3, 4]) }
    func decode(_ samples: Int) -> (count: Int, nanoseconds: UInt64) {
      var bytes: [UInt8] = []
      for _ in 0..<samples / 1000 { bytes += batch }
      let before = threadNanoseconds()
      let counts = PerfRecords.decode(bytes) { _ in }
      return (counts.samples, threadNanoseconds() - before)
    }
    let small = (0..<3).map { _ in decode(250_000) }
    let large = decode(1_000_000)
    #expect(small[0].count == 250_000 && large.count == 1_000_000)
    // Quadratic work would take 16 times as long.
    #expect(Double(large.nanoseconds) < 9 * Double(small.map(\.nanoseconds).min()!))
  }
}
