import Records
import Testing
import Wire

@Suite("Control lines")
struct LineCodecTests {
  let job = Job(
    id: 7, token: "00ff", cell: Cell(primitive: "two-copy", messageBytes: 64, flows: 2, link: "loopback"),
    cpusByFlow: [[0], []], address: "127.0.0.1")

  @Test("an order comes back as it was sent, on one line")
  func roundTrip() throws {
    let line = try LineCodec.encode(Order.listen(job))
    #expect(!line.contains("\n"))
    #expect(try LineCodec.decode(Order.self, from: line) == .listen(job))
  }

  @Test("a failure text with line breaks and quotes stays one line")
  func hostileText() throws {
    let answer = Answer.failed(job: 1, cause: "a\nb\"c\u{2028}\\")
    let line = try LineCodec.encode(answer)
    #expect(!line.contains("\n"))
    #expect(try LineCodec.decode(Answer.self, from: line) == answer)
  }

  @Test("what refused a job comes with the failure; a worker that does not say is understood all the same")
  func refusal() throws {
    let answer = Answer.failed(job: 1, cause: "taken", refusal: .addressInUse)
    let line = try LineCodec.encode(answer)
    #expect(try LineCodec.decode(Answer.self, from: line) == answer)
    let silent = line.replacing(#","refusal":"address-in-use""#, with: "")
    try #require(silent != line)
    #expect(try LineCodec.decode(Answer.self, from: silent) == .failed(job: 1, cause: "taken"))
    let later = line.replacing("address-in-use", with: "of-a-later-version")
    #expect(
      try LineCodec.decode(Answer.self, from: later) == .failed(job: 1, cause: "taken", refusal: .other))
  }

  @Test("a reading without a value keeps its reason")
  func nullReading() throws {
    let metric = Metric("cycles", unit: "count", better: .lower, source: .perfCounter, "CPU cycles.")
    let report = EndReport(
      job: 1, opened: .init(traffic: 1, ended: 2), closed: .init(traffic: 3, ended: 4), window: Traffic(),
      flows: [], readings: [Reading(metric, .sender, unavailable: "no hardware PMU (ENOENT)")])
    let back = try LineCodec.decode(Answer.self, from: LineCodec.encode(Answer.finished(report)))
    #expect(back == .finished(report))
  }

  @Test("another protocol version is named, not misread")
  func otherVersion() throws {
    let line = try LineCodec.encode(Order.describe).replacing(
      "\"version\":\(LineCodec.version)", with: "\"version\":99")
    #expect(throws: WireError.otherVersion(99)) { try LineCodec.decode(Order.self, from: line) }
    for line in [#"{"body":{"hop":{"_0":1}},"version":99}"#, #"{"version":99}"#] {
      #expect(throws: WireError.otherVersion(99)) { try LineCodec.decode(Order.self, from: line) }
    }
  }

  @Test("a line of this version that is no order is not taken for one")
  func otherShape() {
    let ours = "\"version\":\(LineCodec.version)"
    for line in [#"{"body":{"hop":{"_0":1}},\#(ours)}"#, #"{"body":{"describe":{}}}"#, "{\(ours)}"] {
      #expect(throws: WireError.notOurs(start: line)) { try LineCodec.decode(Order.self, from: line) }
    }
  }

  @Test("a line over the limit is refused before it is parsed")
  func tooLong() {
    let line = String(repeating: "x", count: LineCodec.maximumLineBytes + 1)
    #expect(throws: WireError.tooLong(bytes: line.utf8.count)) {
      try LineCodec.decode(Order.self, from: line)
    }
  }

  @Test("a login banner on standard output is reported as what it is")
  func banner() {
    #expect(throws: WireError.notOurs(start: "Welcome to Debian")) {
      try LineCodec.decode(Answer.self, from: "Welcome to Debian")
    }
  }
}
