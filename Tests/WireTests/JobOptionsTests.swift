import Foundation
import Records
import Testing
import Wire

@Suite("What a job sets and a worker knows")
struct JobOptionsTests {
  private static let footprint = "cell.options.footprintBytes = 67108864"

  private func job(_ change: (inout Job) -> Void = { _ in }) -> Job {
    var job = Job(
      id: 7, token: "00ff", cell: Cell(primitive: "two-copy", messageBytes: 64, flows: 2, link: "veth"),
      cpusByFlow: [[0], []], address: "198.18.0.1", port: 80, device: "veth-sender", readsMachine: true)
    change(&job)
    return job
  }

  /// The hello of a worker of before the list of what it knows.
  private func oldHello() throws -> Hello {
    let line = #"{"version":2,"body":{"hello":{"_0":{"version":"0.0.9","processID":7,"cpus":[0,1]}}}}"#
    guard case .hello(let hello) = try LineCodec.decode(Answer.self, from: line) else {
      throw WireError.notOurs(start: line)
    }
    return hello
  }

  @Test("every name in the JSON of a job with everything set is one that this build lists in its hello")
  func complete() throws {
    let full = job {
      $0.instruments = Instruments(profile: true, events: ["cycles"], counters: false)
      $0.cell.options.footprintBytes = 1
      $0.cell.options.messagesPerFlow = 1
      $0.cell.options.sendBufferBytes = 1
      $0.cell.options.receiveSocketBufferBytes = 1
      $0.cell.options.maximumSegmentBytes = 1
      $0.cell.options.notsentLowatBytes = 1
    }
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(full))
    #expect(paths(object) == Set(JobOptions.known))
    #expect(JobOptions.first.isSubset(of: JobOptions.known))
  }

  private func paths(_ value: Any, under path: String = "") -> Set<String> {
    guard let members = value as? [String: Any] else { return [path] }
    return members.reduce(into: []) { found, member in
      found.formUnion(paths(member.value, under: path.isEmpty ? member.key : "\(path).\(member.key)"))
    }
  }

  @Test("a worker without the list gets the jobs of the first protocol, and nothing later in silence")
  func absent() throws {
    let old = try oldHello()
    #expect(old.jobOptions == nil)
    #expect(old.ignored(of: job()) == [])
    let first = job {
      $0.cell.options.fields = 3
      $0.cell.options.sendBufferBytes = 4096
      $0.cell.options.messagesPerFlow = 9
    }
    #expect(old.ignored(of: first) == [])
    #expect(old.ignored(of: job { $0.cell.options.footprintBytes = 64 << 20 }) == [Self.footprint])
    let instrumented = job { $0.instruments = Instruments(events: ["cycles"], counters: false) }
    #expect(
      old.ignored(of: instrumented)
        == ["instruments.counters = false", "instruments.events = [\"cycles\"]"])
  }

  @Test("a worker that lists all but one option is asked for all but that one")
  func partial() {
    let known = JobOptions.known.filter { $0 != "cell.options.footprintBytes" }
    let hello = Hello(version: "0.1.0", processID: 7, cpus: [0], jobOptions: known)
    #expect(hello.ignored(of: job { $0.instruments = Instruments(profile: true) }) == [])
    #expect(hello.ignored(of: job { $0.cell.options.footprintBytes = 64 << 20 }) == [Self.footprint])
  }
}
