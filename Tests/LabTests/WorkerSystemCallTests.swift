import Foundation
import Kernel
import Processes
import Records
import Testing
import Wire

@testable import Lab

@Suite("System calls of our worker per message", .serialized, .timeLimit(.minutes(2)))
struct WorkerSystemCallTests {
  /// Calls that move bytes, wait for them or read completions; the worker's other threads sleep and look at counters.
  private static let moving: Set<String> = [
    "sendto", "sendmsg", "sendmmsg", "write", "writev", "sendfile", "splice", "recvfrom", "recvmsg",
    "recvmmsg",
    "read", "readv", "poll", "ppoll", "select", "pselect6", "epoll_wait", "ioctl", "getsockopt", "setsockopt",
  ]

  @Test(
    "are those of c-loop: one sending call, and completions read only for zero-copy",
    arguments: ["two-copy", "one-copy", "zero-copy", "contiguous"])
  func asCLoop(primitive: String) async throws {
    let tool = try await builtTools() + "/c-loop"
    let yardstick = try await systemCallsPerMessage { messages in
      let port = "\(Int.random(in: 15_000..<30_000))"
      let common = ["--size", "4096", "--port", port, "--deadline", "30"]
      return (
        sender: [tool, "send", primitive] + common + ["--messages", "\(messages)"],
        receiver: [tool, "recv", "read"] + common, port: Int(port) ?? 0
      )
    }
    let ours = try await workerCallsPerMessage(primitive)
    // Reading completions is paced by when they arrive; both read them every few sends and never once per send.
    let reaping = "recvmsg"
    for call in Self.moving.subtracting([reaping]) {
      #expect(
        abs(ours[call, default: 0] - yardstick[call, default: 0]) < 0.02,
        "\(call): ours \(ours[call, default: 0]), c-loop \(yardstick[call, default: 0])")
    }
    for (name, calls) in [("ours", ours), ("c-loop", yardstick)] {
      let reaped = calls[reaping, default: 0]
      let fits = primitive == "zero-copy" ? reaped >= 0.9 / 16 && reaped < 1 : reaped == 0
      #expect(fits, "\(name): \(reaped) recvmsg a message")
    }
  }

  /// What one more message costs the sending worker: a long run by count less a short one.
  private func workerCallsPerMessage(_ primitive: String) async throws -> [String: Double] {
    let (few, many) = (320, 3200)
    let short = try await workerCalls(primitive, messages: few)
    let long = try await workerCalls(primitive, messages: many)
    var difference: [String: Double] = [:]
    for call in Set(short.keys).union(long.keys) {
      difference[call] = Double(long[call, default: 0] - short[call, default: 0]) / Double(many - few)
    }
    return difference
  }

  private func workerCalls(_ primitive: String, messages: Int) async throws -> [String: Int] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("calls-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: file) }
    let traced = Prefix(["strace", "-f", "-c", "-o", file])
    let link = OpenLink(
      sender: Endpoint(launcher: traced, address: "127.0.0.1"), receiver: Endpoint(address: "127.0.0.1"))
    let pair = try await WorkerPair.start(path: workerPath, link: link)
    var cell = Cell(primitive: primitive, messageBytes: 4096, flows: 1, link: "loopback")
    cell.options.messagesPerFlow = messages
    let outcome = try await pair.measure(
      cell, job: 1, timing: .init(warmupNanoseconds: 0, windowNanoseconds: 1))
    #expect(outcome.receiver.flows.map(\.whole.bytes) == [UInt64(messages * 4096)])
    // strace writes its table when the worker has ended.
    await pair.stop(grace: .seconds(20))
    return parseStraceSummary(try String(contentsOfFile: file, encoding: .utf8))
  }
}
