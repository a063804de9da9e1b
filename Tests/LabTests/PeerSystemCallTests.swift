import Foundation
import Records
import Testing

@testable import Lab

@Suite("Peers: system calls per message", .serialized, .timeLimit(.minutes(2)))
struct PeerSystemCallTests {
  @Test(
    "c-loop makes one sending call per message, and reads completions only for zero-copy",
    arguments: [
      ("two-copy", "sendto"), ("one-copy", "sendmsg"), ("zero-copy", "sendmsg"), ("contiguous", "sendto"),
    ])
  func cLoop(primitive: String, call: String) async throws {
    let tool = try await builtTools() + "/c-loop"
    let perMessage = try await systemCallsPerMessage { messages in
      let port = "\(Int.random(in: 15_000..<30_000))"
      let common = ["--size", "4096", "--port", port, "--deadline", "30"]
      return (
        sender: [tool, "send", primitive] + common + ["--messages", "\(messages)"],
        receiver: [tool, "recv", "read"] + common, port: Int(port) ?? 0
      )
    }
    #expect(perMessage[call] == 1)
    let reaping = perMessage["recvmsg", default: 0]
    if primitive == "zero-copy" {
      #expect(reaping >= 0.9 / 16 && reaping < 1)
    } else {
      #expect(perMessage.filter { abs($0.value) > 0.01 && $0.key != call }.isEmpty, "\(perMessage)")
    }
  }
}

/// System calls that one more message costs the sender: the difference between a long and a short run by count,
/// so that start and end of the process cancel out. Counted with strace -f -c.
func systemCallsPerMessage(
  _ commands: (_ messages: Int) -> (sender: [String], receiver: [String], port: Int)
) async throws -> [String: Double] {
  let few = 320
  let many = 3200
  let short = try await systemCalls(commands(few))
  let long = try await systemCalls(commands(many))
  var difference: [String: Double] = [:]
  for call in Set(short.keys).union(long.keys) {
    difference[call] = Double(long[call, default: 0] - short[call, default: 0]) / Double(many - few)
  }
  return difference
}

/// Runs a listening sender under strace and its receiver beside it; the sender's calls by name.
func systemCalls(_ run: (sender: [String], receiver: [String], port: Int)) async throws -> [String: Int] {
  let file = FileManager.default.temporaryDirectory.appendingPathComponent("calls-\(UUID().uuidString)").path
  defer { try? FileManager.default.removeItem(atPath: file) }
  let script = PeerScript(
    listener: .init(end: .sender, arguments: ["strace", "-f", "-c", "-o", file] + run.sender),
    connector: .init(end: .receiver, arguments: run.receiver), port: run.port,
    deadlineNanoseconds: 30_000_000_000
  ) { _, _ in PeerTraffic(receivedBytes: 0, windowNanoseconds: 1) }
  let here = Endpoint(address: "127.0.0.1")
  _ = try await PeerRunner(sender: here, receiver: here).run(script)
  return parseStraceSummary(try String(contentsOfFile: file, encoding: .utf8))
}

/// Reads the table of strace -c: `% time, seconds, usecs/call, calls, [errors,] syscall`.
func parseStraceSummary(_ table: String) -> [String: Int] {
  var calls: [String: Int] = [:]
  for line in table.split(separator: "\n") {
    let columns = line.split(separator: " ")
    guard columns.count >= 5, Double(columns[0]) != nil, let count = Int(columns[3]), columns.last != "total"
    else {
      continue
    }
    calls[String(columns[columns.count - 1])] = count
  }
  return calls
}
