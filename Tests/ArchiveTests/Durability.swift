import Foundation
import GRDB
import Records
import Testing

@testable import Archive

@Suite("Nothing that was committed is lost")
struct Durability {
  private static func integrity(_ archive: SampleArchive) throws -> String? {
    try archive.queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
  }

  @Test("a commit is synchronised to disk before it returns")
  func synchronous() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    #expect(try archive.queue.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
    #expect(try archive.queue.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
  }

  @Test("files as a killed process leaves them hold every committed sample, wherever the next write was torn")
  func tornWrites() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let id = try archive.begin(Fixture.sweep())
    var generator = SeededGenerator(seed: 20)
    for round in 0..<40 {
      let committed = (try bytes(of: archive.path), try bytes(of: "\(archive.path)-wal"))
      try archive.commit(Fixture.sample(round: round), sweep: id)
      let log = try bytes(of: "\(archive.path)-wal")
      try #require(log.count > committed.1.count, "no checkpoint happens in so few commits")
      let torn = log.prefix(Int.random(in: committed.1.count..<log.count, using: &generator))
      for (name, bytes, expected) in [
        ("before", committed.1, round), ("torn", torn, round), ("after", log, round + 1),
      ] {
        let path = try scratch.write(committed.0, to: "\(name)-\(round).db")
        _ = try scratch.write(bytes, to: "\(name)-\(round).db-wal")
        let left = try SampleArchive(creatingOrOpening: path)
        #expect(try Self.integrity(left) == "ok")
        #expect(try left.samples(sweep: id).map(\.round) == Array(0..<expected))
        #expect(try left.unfinishedSweep()?.id == id)
      }
    }
  }

  @Test(
    "a full disk costs the sample that did not fit, and no other",
    .enabled(if: Filesystem.canMount, "mounting a tmpfs needs root"))
  func fullDisk() throws {
    try Filesystem.mounted(kibibytes: 640) { point in
      let archive = try SampleArchive(creatingOrOpening: "\(point)/a.db")
      let id = try archive.begin(Fixture.sweep())
      var stored = 0
      let error = #expect(throws: OperationError.self) {
        while stored < 10_000 {
          try archive.commit(Fixture.sample(round: stored), sweep: id)
          stored += 1
        }
      }
      let line = try #require(error).description
      #expect(line.contains("is full") && line.contains("--resume") && !line.contains("\n"))
      #expect(stored > 10)
      #expect(try archive.samples(sweep: id).map(\.round) == Array(0..<stored))
      try archive.close()
      let reopened = try SampleArchive(reading: "\(point)/a.db")
      #expect(try reopened.sampleCount(sweep: id) == stored)
      #expect(try Self.integrity(reopened) == "ok")
    }
  }

  @Test(
    "an archive on a read-only file system can be read, and says that it cannot be written",
    .enabled(if: Filesystem.canMount, "mounting a tmpfs needs root"))
  func readOnlyPlace() throws {
    try Filesystem.mounted(kibibytes: 2048) { point in
      let path = "\(point)/a #1?.db"
      let archive = try SampleArchive(creatingOrOpening: path)
      let id = try archive.begin(Fixture.sweep())
      try archive.commit(Fixture.sample(), sweep: id)
      try archive.close()
      try Filesystem.makeReadOnly(point)
      #expect(try SampleArchive(reading: path).samples(sweep: id) == [Fixture.sample()])
      let error = #expect(throws: OperationError.self) { _ = try SampleArchive(creatingOrOpening: path) }
      #expect(error?.description.contains("cannot be") == true)
    }
  }

  @Test(
    "a log that cannot be read where it lies is named instead of left out",
    .enabled(if: Filesystem.canMount, "mounting a tmpfs needs root"))
  func unreachableLog() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let id = try archive.begin(Fixture.sweep())
    try archive.commit(Fixture.sample(), sweep: id)
    try Filesystem.mounted(kibibytes: 2048) { point in
      try FileManager.default.copyItem(atPath: archive.path, toPath: "\(point)/a.db")
      try FileManager.default.copyItem(atPath: "\(archive.path)-wal", toPath: "\(point)/a.db-wal")
      try Filesystem.makeReadOnly(point)
      let error = #expect(throws: OperationError.self) { _ = try SampleArchive(reading: "\(point)/a.db") }
      #expect(error?.description.contains("a.db-wal") == true)
    }
  }

  @Test("a reader sees the samples of its snapshot while a sweep goes on writing")
  func readWhileWriting() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let id = try archive.begin(Fixture.sweep())
    for round in 0..<3 { try archive.commit(Fixture.sample(round: round), sweep: id) }
    let reader = try SampleArchive(reading: scratch.path("a.db"))
    var seen: [Int] = []
    try reader.forEachSample(sweep: id) { sample in
      seen.append(sample.round)
      try archive.commit(Fixture.sample(round: 10 + sample.round), sweep: id)
    }
    #expect(seen == [0, 1, 2])
    #expect(try reader.sampleCount(sweep: id) == 6)
  }

  @Test(
    "readings that another hand changed are refused with the sample's row, not guessed at",
    arguments: [
      "readings = '[]'", "readings = '[1,2,3,4,5,6,7,8,9]'", "readings = '[true]'", "readings = NULL",
      "kind = NULL",
    ])
  func changedReadings(assignment: String) throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let id = try archive.begin(Fixture.sweep())
    try archive.commit(Fixture.sample(), sweep: id)
    try archive.queue.write { try $0.execute(sql: "UPDATE sample SET \(assignment)") }
    let error = #expect(throws: OperationError.self) { try archive.samples(sweep: id) }
    #expect(error?.description.contains("row 1 of the table sample") == true)
  }

  @Test("the file itself refuses readings that are no JSON")
  func checkedReadings() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let id = try archive.begin(Fixture.sweep())
    try archive.commit(Fixture.sample(), sweep: id)
    #expect(throws: DatabaseError.self) {
      try archive.queue.write { try $0.execute(sql: "UPDATE sample SET readings = '[1,'") }
    }
    #expect(try archive.samples(sweep: id) == [Fixture.sample()])
  }
}

/// SplitMix64, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
