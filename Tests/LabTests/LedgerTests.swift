import Foundation
import Processes
import Records
import Testing

@testable import Lab

/// One after the other: each wants both CPUs.
@Suite("copy ledger over real links", .serialized) struct LedgerTests {
  @Test("the stages of each primitive add up as the kernel's source says", arguments: ["loopback", "veth"])
  func identities(link name: String) async throws {
    guard name != "veth" || isRoot else { return }
    let link = try await Links.named(name).open(worker: workerPath)
    let expected: [(String, [Double])] = [
      ("two-copy", [1, 1, 0, 1]), ("one-copy", [0, 1, 0, 1]), ("zero-copy", [0, 0, 1, 1]),
    ]
    for (primitive, copies) in expected {
      let ledger = try await Self.ledger(primitive, receive: "read", over: link, named: name)
      for (place, count) in zip(Ledger.CopyPoint.allCases, copies) {
        let stage = try #require(ledger[place])
        #expect(stage.holds(count), "\(primitive) over \(name): \(stage)")
      }
      Self.expectPayers(ledger)
    }
    let truncated = try await Self.ledger("one-copy", receive: "truncate", over: link, named: name)
    #expect(try #require(truncated[.receive]).holds(0, within: 0))
    await link.close()
  }

  @Test(
    "an unprivileged user gets the stages of the sender and a reason for the receive copy, never 0",
    .enabled(if: nobodyRunsOurs))
  func unprivileged() async throws {
    let worker = try builtForAll("copycost-worker")
    defer { try? FileManager.default.removeItem(atPath: worker) }
    let end = Endpoint(launcher: Prefix(asNobody), address: "127.0.0.1")
    let link = OpenLink(sender: end, receiver: end)
    // The kernel lets anybody choose reno; cubic only where tcp_allowed_congestion_control has it.
    let ledger = try await Self.ledger(
      "zero-copy", receive: "read", over: link, named: "loopback", worker: worker, congestion: "reno")
    for (place, count) in [(Ledger.CopyPoint.gather, 0.0), (.send, 0), (.deferred, 1)] {
      let stage = try #require(ledger[place])
      #expect(stage.holds(count), "\(stage)")
    }
    let receive = try #require(ledger[.receive])
    #expect(receive.low == nil && receive.high == nil)
    #expect(receive.reason?.isEmpty == false)
    #expect(ledger.instrumentation.median == nil)
    #expect(ledger.payers?.value == nil)
    #expect(ledger.payers?.reason?.isEmpty == false)
  }

  /// Somebody pays for zero-copy's later copy, inside softirqs, and nobody for the others' that is never made.
  private static func expectPayers(_ ledger: Ledger) {
    guard isRoot else { return }
    guard ledger.primitive == "zero-copy" else {
      #expect(ledger.payers?.reason?.hasSuffix("CPU samples fell into a deferred copy") == true)
      return
    }
    guard let payers = ledger.payers?.value else {
      Issue.record("\(ledger.payers?.reason ?? "not sampled")")
      return
    }
    #expect(payers.copySamples > 0 && payers.copySamples < payers.samples)
    let inSoftirq = payers.contexts.filter(\.inSoftirq).reduce(0) { $0 + $1.samples }
    #expect(inSoftirq == payers.copySamples, "\(payers)")
    // What is sent is received in a softirq of the same call, unless another task of the CPU has it to do.
    #expect(payers.contexts.contains { $0.task == .sender }, "\(payers)")
  }

  static func ledger(
    _ primitive: String, receive: String, over link: OpenLink, named name: String,
    worker: String = workerPath, congestion: String = "cubic"
  ) async throws -> Ledger {
    let pair = try await WorkerPair.start(path: worker, link: link)
    var cell = Cell(primitive: primitive, receive: receive, messageBytes: 64 << 10, flows: 1, link: name)
    cell.options.congestion = congestion
    do {
      let ledger = try await ProofRun(cell: cell, pairs: 2).ledger(on: pair, link: link, job: 1)
      await pair.stop()
      return ledger
    } catch {
      await pair.stop(grace: .zero)
      throw error
    }
  }
}
