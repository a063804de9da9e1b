import Glibc
import SystemPackage
import Testing

@testable import Kernel

@Suite("A standard stream", .timeLimit(.minutes(1)))
struct StandardStreamTests {
  @Test("waits for a slow reader of a pipe that somebody made non-blocking, and loses no byte")
  func nonBlocking() async throws {
    let pipe = try FileDescriptor.pipe()
    #expect(fcntl(pipe.writeEnd.rawValue, F_SETFL, O_NONBLOCK) == 0)
    let text = String(repeating: "0123456789abcdef", count: 1 << 15)
    async let read = Task.detached {
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4096)
      while case let count = try buffer.withUnsafeMutableBytes({ try pipe.readEnd.read(into: $0) }), count > 0
      {
        bytes += buffer.prefix(count)
      }
      return bytes
    }.value
    let stream = StandardStream(pipe.writeEnd)
    #expect(stream.write(text) == .written && stream.failure == nil)
    try pipe.writeEnd.close()
    #expect(try await read == Array(text.utf8))
    try pipe.readEnd.close()
  }

  @Test("drops texts while a pipe is full, waits for that only once, and writes again when there is room")
  func stalled() throws {
    let pipe = try FileDescriptor.pipe()
    let stream = StandardStream(pipe.writeEnd)
    let line = String(repeating: "x", count: 4096)
    var count = 0
    while stream.writeOrDrop(line, patience: 10) == .written { count += 1 }
    #expect(count >= 1)
    let began = MonotonicClock.now()
    #expect(stream.writeOrDrop("y", patience: 60_000) == .failed(.wouldBlock))
    #expect(MonotonicClock.now() - began < 30_000_000_000)
    var buffer = [UInt8](repeating: 0, count: count * 4096)
    _ = try buffer.withUnsafeMutableBytes { try pipe.readEnd.read(into: $0) }
    #expect(stream.writeOrDrop("z") == .written && stream.failure == nil)
    try pipe.readEnd.close()
    try pipe.writeEnd.close()
  }

  @Test("tells a reader that left from a place that is full, and writes on where there is room again")
  func failures() throws {
    ChildProcessHygiene.ignoreBrokenPipe()
    let pipe = try FileDescriptor.pipe()
    try pipe.readEnd.close()
    let left = StandardStream(pipe.writeEnd)
    #expect(left.write("a") == .readerLeft && left.write("b") == .readerLeft && left.failure == nil)
    try pipe.writeEnd.close()
    let full = try FileDescriptor.open("/dev/full", .writeOnly)
    let stream = StandardStream(full)
    #expect(stream.write("a") == .failed(.noSpace) && stream.failure == .noSpace)
    let null = try FileDescriptor.open("/dev/null", .writeOnly)
    #expect(dup2(null.rawValue, full.rawValue) == full.rawValue)
    #expect(stream.write("b") == .written && stream.failure == .noSpace)
    try null.close()
    try full.close()
  }
}
