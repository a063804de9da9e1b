import Foundation
import Records
import Testing

@testable import Report

struct ExplainTests {
  @Test("the text shows each stage's copies, and a reason where nothing is known")
  func text() {
    let text = ExplainReport.text(Self.explanation)
    #expect(text.contains("copied by the kernel in the call: 0 per byte [mutation proof]"))
    #expect(text.contains("copied by the kernel after the send: 0.300 to 0.800 per byte [error queue]"))
    #expect(text.contains("copied by the kernel to the receiver: not known (perf_event_paranoid=2)\n"))
    #expect(text.contains("removed: the copy by the kernel, inside the send call (1.000 there, 0 here)"))
    #expect(text.contains("together: at least 0.300"))
    #expect(text.contains("cost of tracing: not known (perf_event_paranoid=2)"))
  }

  @Test("a counter that was not read is a reason in the diagram, never 0")
  func missingFigure() {
    let text = ExplainReport.text(Self.explanation)
    #expect(text.contains("receiver_cpu_ns_per_message not known (no clock)"))
    #expect(text.contains("2.00 calls/message"))
  }

  @Test("the code of the calls names its flags, and gathers only where gathering was seen")
  func code() {
    let lines = ExplainCode.lines(Self.explanation)
    #expect(lines.first?.contains("SO_ZEROCOPY") == true)
    #expect(lines.contains("sendmsg(fd, &message, MSG_ZEROCOPY);  // one iovec per field"))
    #expect(!lines.contains { $0.contains("memcpy") })
    var gathering = Self.explanation
    gathering.subject = Self.explanation.baseline!
    #expect(ExplainCode.lines(gathering).contains { $0.contains("memcpy") })
  }

  @Test("a mermaid label holds no character that would end it")
  func mermaid() {
    let lines = ExplainReport.mermaid(Self.explanation).split(separator: "\n")
    #expect(lines.contains("flowchart TD"))
    #expect(lines.contains { $0.contains("0 to #lt;0.001 per byte") })
    for line in lines where line.contains("-->") {
      #expect(line.filter { $0 == "\"" }.count == 2)
      #expect(!line.replacing("<br/>", with: "").replacing("-->", with: "").contains { "<>".contains($0) })
    }
  }

  @Test("the JSON has every stage with its bounds and evidence, null with a reason where there is none")
  func json() throws {
    let data = Data(ExplainReport.json(Self.explanation).utf8)
    let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(document["schema"] as? String == "copycost-explain/1")
    let subject = try #require(document["subject"] as? [String: Any])
    let ledger = try #require(subject["ledger"] as? [String: Any])
    let stages = try #require(ledger["stages"] as? [[String: Any]])
    #expect(stages.map { $0["stage"] as? String } == ["gather", "send", "deferred", "receive"])
    #expect(stages[2]["low"] as? Double == 0.3)
    #expect(stages[2]["high"] as? Double == 0.8)
    #expect(stages[3]["low"] is NSNull && stages[3]["high"] is NSNull)
    #expect(stages[3]["reason"] as? String == "perf_event_paranoid=2")
    let figures = try #require(subject["figures"] as? [[String: Any]])
    for figure in figures {
      let hasValue = !(figure["median"] is NSNull)
      let hasReason = !(figure["reason"] is NSNull)
      #expect(hasValue != hasReason, "\(figure)")
    }
  }

  // MARK: A zero-copy run without the right to trace

  static let explanation: Explanation = {
    let facts = CompletionFacts(
      alone: .init(count: 1, median: 100, p90: 100, p99: 100, most: 100),
      inStream: .init(count: 0, median: nil, p90: nil, p99: nil, most: nil), mostBytesInFlight: 4096,
      sendsPerNotification: nil, enobufs: 0, enobufsTimeShare: 0, pagesPerMessage: 8, completionsPerMessage: 1
    )
    let lent = measured(
      "zero-copy",
      [
        .init(.gather, 0, 0.0003, .watched, "watched"), .init(.send, 0, 0, .mutation, "all changed"),
        .init(.deferred, 0.3, 0.8, .completions, "3 to 8 of 10"),
        .init(.receive, unavailable: "perf_event_paranoid=2", .tracepoint),
      ], facts)
    let copied = measured(
      "two-copy",
      [
        .init(.gather, 1, 1.0001, .watched, "watched"), .init(.send, 1, 1, .mutation, "none changed"),
        .init(.deferred, 0, 0, .mutation, "none"),
        .init(.receive, unavailable: "perf_event_paranoid=2", .tracepoint),
      ], nil)
    return Explanation(
      sender: PrimitiveDescription(
        name: "zero-copy", summary: "lends",
        calls: [
          .init(
            "sendmsg(MSG_ZEROCOPY), one iovec per field",
            code: "sendmsg(fd, &message, MSG_ZEROCOPY);  // one iovec per field")
        ],
        memory: "heap", lends: .untilCompletion, needs: [.zerocopySocket]),
      receiver: PrimitiveDescription(
        name: "read", summary: "copies", calls: [.init("recv(0)", code: "recv(fd, buffer, bytes, 0);")],
        memory: "heap", copies: .init(receive: 1)),
      subject: lent, baseline: copied, host: HostFacts())
  }()

  private static func measured(
    _ name: String, _ stages: [Ledger.Stage], _ facts: CompletionFacts?
  ) -> Explanation.Measured {
    let cell = Cell(primitive: name, messageBytes: 4096, flows: 1, link: "veth")
    let sample = Sample(
      cell: cell, round: 0, order: 0,
      readings: [
        Reading(TrafficMetrics.messages, .flow, 10), Reading(TrafficMetrics.syscalls, .sender, 20),
        Reading(TrafficMetrics.cpuPerMessage, .receiver, unavailable: "no clock"),
      ])
    return Explanation.Measured(
      cell: cell,
      ledger: Ledger(
        primitive: name, receive: "read", link: "veth", messageBytes: 4096, proofBytes: 4096, stages: stages,
        completions: facts, instrumentation: InstrumentationCost(ratios: [], reason: "perf_event_paranoid=2")),
      samples: [sample])
  }
}
