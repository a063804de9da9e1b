import Foundation
import GRDB
import Records
import Testing

@testable import Archive

@Suite("Readings packed into the row of their sample")
struct Packing {
  @Test("every finite number comes back bit by bit")
  func exactNumbers() throws {
    var generator = SeededGenerator(seed: 3)
    var numbers = [
      0, -0.0, 1, -1, 0.1, 1e-5, 1e15, 1e16, 0x1p53, 0x1p53 - 1, -0x1p53, 1e21, 1e22, 1e23, .pi, .ulpOfOne,
      .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      9_007_199_254_740_994, 18_446_744_073_709_551_616,
    ]
    while numbers.count < 20_000 {
      let number = Double(bitPattern: generator.next())
      if number.isFinite { numbers.append(number) }
      numbers.append(Double(Int64(bitPattern: generator.next()) >> Int64(generator.next() % 64)))
      numbers.append(Double.random(in: 0...1e9, using: &generator))
    }
    let readings = Readings(numbers.map { Reading(Fixture.goodput, .flow, $0) })
    let back = try restored(readings)
    #expect(back.map { $0.value?.bitPattern } == numbers.map(\.bitPattern))
  }

  @Test("reasons come back whatever is written in them, also when they change from sample to sample")
  func reasons() throws {
    let texts = [
      "no hardware PMU (ENOENT)", "", "\"quoted\"", "back\\slash", "\\\"", "comma, [bracket]", "null", "1",
      "ä€😀",
      "a\nline", "\u{1}", "</script>",
    ]
    let samples = texts.indices.map { first in
      Readings(
        texts.indices.map {
          Reading(metric: "cycles", side: .sender, unavailable: texts[($0 + first) % texts.count])
        } + [Reading(Fixture.goodput, .flow, 7)])
    }
    #expect(try restored(samples) == samples)
  }

  @Test("the times of a perf counter come back beside its value or its reason")
  func counterTimes() throws {
    let times: [UInt64?] = [nil, 0, 7, 400_000_000, .max]
    var readings = Readings()
    for enabled in times {
      for running in times {
        for value in [3.5, nil] {
          readings.append(
            Reading(
              metric: "cycles", side: .sender, storedValue: value, storedReason: value == nil ? "busy" : nil,
              enabledNanoseconds: enabled, runningNanoseconds: running))
        }
      }
    }
    #expect(try restored(readings) == readings)
  }

  @Test("a text that ends early, or has one character more, is told apart")
  func damagedTexts() throws {
    let readings: Readings = [
      Reading(Fixture.goodput, .flow, 1.5), Reading(metric: "a", side: .sender, unavailable: "why \"so\""),
      Reading(Fixture.cycles, .sender, 8, enabledNanoseconds: 4, runningNanoseconds: 2),
      Reading(Fixture.cycles, .receiver, 12),
    ]
    let text = try PackedReadings.text(readings)
    var source = PackedReadings(kinds: [1: readings.kind])
    #expect(try source.readings(sample: 1, kind: 1, packed: text) == readings)
    for count in 0..<text.utf8.count {
      let short = String(decoding: text.utf8.prefix(count), as: UTF8.self)
      #expect(try source.readings(sample: 1, kind: 1, packed: short) == nil, "\(short)")
    }
    for longer in [
      "\(text) ", "\(text)]", " \(text)", text.replacing("8,", with: "-,"),
      text.replacing("2]", with: "2,2]"),
    ] {
      #expect(try source.readings(sample: 1, kind: 1, packed: longer) == nil, "\(longer)")
    }
    #expect(try source.readings(sample: 1, kind: 2, packed: text) == nil)
  }

  @Test(
    "samples that hold the same quantities share one kind, also when a metric was described anew in between")
  func sharedKinds() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    try archive.register([Fixture.goodput, Fixture.cycles])
    let id = try archive.begin(Fixture.sweep())
    try archive.commit(Fixture.sample(round: 0), sweep: id)
    var changed = Fixture.goodput
    changed.summary = "Another."
    try archive.register([changed])
    try archive.commit(Fixture.sample(round: 1), sweep: id)
    try archive.commit(Fixture.sample(round: 2), sweep: id)
    let kinds = try archive.samples(sweep: id).map(\.readings.kind)
    #expect(kinds[1] === kinds[0] && kinds[2] === kinds[0])
    #expect(try archive.queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM reading_kind") } == 2)
    #expect(try archive.quantities(sweep: id).count == Set(Fixture.sample().readings.kind.quantities).count)
  }

  @Test("what a refused sample held is stored with the next one that holds the same")
  func refusedKind() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let id = try archive.begin(Fixture.sweep())
    var first = Fixture.sample(round: 0)
    first.readings = []
    try archive.commit(first, sweep: id)
    #expect(throws: OperationError.self) { try archive.commit(Fixture.sample(round: 0), sweep: id) }
    try archive.commit(Fixture.sample(round: 1), sweep: id)
    try archive.commit(Fixture.sample(round: 2), sweep: id)
    #expect(try archive.samples(sweep: id) == [first, Fixture.sample(round: 1), Fixture.sample(round: 2)])
  }

  @Test("who asks in SQL sees every reading as a row, with a figure or a reason")
  func rows() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    try archive.register([Fixture.goodput, Fixture.cycles])
    let id = try archive.begin(Fixture.sweep())
    let sample = Fixture.sample()
    try archive.commit(sample, sweep: id)
    let rows = try archive.queue.read { try StoredRow.all($0) }
    #expect(rows.map(\.metric) == sample.readings.map(\.metric))
    #expect(rows.map(\.side) == sample.readings.map(\.side.rawValue))
    #expect(rows.map(\.value) == sample.readings.map(\.value))
    #expect(rows.map(\.reason) == sample.readings.map(\.reason))
    #expect(rows.map(\.running) == sample.readings.map { $0.runningNanoseconds.map(Int64.init) })
  }

  private func restored(_ readings: Readings) throws -> Readings {
    try #require(try restored([readings]).first)
  }

  private func restored(_ samples: [Readings]) throws -> [Readings] {
    var source = PackedReadings(kinds: [1: samples[0].kind])
    return try samples.map {
      try #require(try source.readings(sample: 1, kind: 1, packed: try PackedReadings.text($0)))
    }
  }
}

/// One row of the table, or view, reading.
struct StoredRow: Equatable {
  let sample: Int64
  let metric: String
  let side: String
  let value: Double?
  let reason: String?
  let enabled: Int64?
  let running: Int64?

  static func all(_ db: Database) throws -> [StoredRow] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT sample, metric.name, side, value, reason, enabled_ns, running_ns
        FROM reading JOIN metric ON metric.id = reading.metric ORDER BY sample, position
        """
    ).map { row in
      let enabled: DatabaseValue = row[5]
      return StoredRow(
        sample: row[0], metric: row[1], side: row[2], value: row[3], reason: row[4],
        enabled: Int64.fromDatabaseValue(enabled), running: row[6])
    }
  }
}
