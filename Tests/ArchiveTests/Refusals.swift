import Foundation
import GRDB
import Records
import Testing

@testable import Archive

/// The error a body throws, checked to be one line that names the file.
private func refusal(of path: String, _ body: () throws -> Void) throws -> String {
  let error = try #require(throws: OperationError.self) { try body() }
  #expect(!error.description.contains("\n"))
  #expect(error.description.contains(path))
  return error.description
}

@Suite("A file that cannot be used is refused with one line and left as it was")
struct Refusals {
  @Test(
    "a file that is not SQLite",
    arguments: ["text", "size,threads\n256,1\n", String(repeating: "x", count: 9000)])
  func notSQLite(_ text: String) throws {
    let scratch = try Scratch()
    let path = try scratch.write(Data(text.utf8), to: "figures.csv")
    #expect(
      try refusal(of: path) { _ = try SampleArchive(creatingOrOpening: path) }.contains("not an archive"))
    #expect(try refusal(of: path) { _ = try SampleArchive(reading: path) }.contains("not an archive"))
    #expect(try bytes(of: path) == Data(text.utf8))
  }

  @Test("another program's database is not turned into ours", arguments: ["", "PRAGMA application_id = 7"])
  func foreignDatabase(_ pragma: String) throws {
    let scratch = try Scratch()
    let path = scratch.path("foreign.db")
    let foreign = try DatabaseQueue(path: path)
    try foreign.writeWithoutTransaction { try $0.execute(sql: "CREATE TABLE sweep (id); \(pragma)") }
    try foreign.close()
    let before = try bytes(of: path)
    #expect(
      try refusal(of: path) { _ = try SampleArchive(creatingOrOpening: path) }.contains("not an archive"))
    #expect(try refusal(of: path) { _ = try SampleArchive(reading: path) }.contains("not an archive"))
    #expect(try bytes(of: path) == before)
    #expect(!FileManager.default.fileExists(atPath: "\(path)-wal"))
  }

  @Test("an archive of a newer copycost")
  func newer() throws {
    let scratch = try Scratch()
    let path = scratch.path("a.db")
    let archive = try SampleArchive(creatingOrOpening: path)
    try archive.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
    try archive.close()
    #expect(
      try refusal(of: path) { _ = try SampleArchive(creatingOrOpening: path) }.contains("newer copycost"))
    #expect(try refusal(of: path) { _ = try SampleArchive(reading: path) }.contains("newer copycost"))
  }

  @Test("an archive whose end is missing", arguments: [0.2, 0.5, 0.99])
  func truncated(_ share: Double) throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let id = try archive.begin(Fixture.sweep())
    for round in 0..<50 { try archive.commit(Fixture.sample(round: round), sweep: id) }
    try archive.close()
    let whole = try bytes(of: archive.path)
    let path = try scratch.write(whole.prefix(Int(Double(whole.count) * share)), to: "cut.db")
    #expect(try refusal(of: path) { _ = try SampleArchive(creatingOrOpening: path) }.contains("damaged"))
    #expect(
      try refusal(of: path) { _ = try SampleArchive(reading: path).samples(sweep: id) }.contains("damaged"))
  }

  @Test("a path with no file, no directory, or a directory")
  func paths() throws {
    let scratch = try Scratch()
    let missing = scratch.path("missing.db")
    #expect(try refusal(of: missing) { _ = try SampleArchive(reading: missing) }.contains("no archive"))
    #expect(!FileManager.default.fileExists(atPath: missing))
    let deep = scratch.path("no/such/a.db")
    #expect(
      try refusal(of: deep) { _ = try SampleArchive(creatingOrOpening: deep) }.contains("does not exist"))
    let directory = scratch.directory
    #expect(
      try refusal(of: directory) { _ = try SampleArchive(reading: directory) }.contains("is a directory"))
  }

  @Test("an archive that another process is writing to")
  func busy() throws {
    let scratch = try Scratch()
    let path = scratch.path("a.db")
    let archive = try SampleArchive(creatingOrOpening: path, busySeconds: 0.05)
    let id = try archive.begin(Fixture.sweep())
    let other = try DatabaseQueue(path: path)
    try other.inTransaction(.immediate) { _ in
      let line = try refusal(of: path) { try archive.commit(Fixture.sample(), sweep: id) }
      #expect(line.contains("another process"))
      #expect(try SampleArchive(reading: path).sweeps().count == 1, "a reader is not kept out")
      return .rollback
    }
    try archive.commit(Fixture.sample(), sweep: id)
    #expect(try archive.sampleCount(sweep: id) == 1)
  }

  @Test("a second sample at the same place of the same sweep")
  func duplicate() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let id = try archive.begin(Fixture.sweep())
    try archive.commit(Fixture.sample(), sweep: id)
    #expect(
      try refusal(of: archive.path) { try archive.commit(Fixture.sample(), sweep: id) }.contains(
        "already holds"))
    #expect(try archive.samples(sweep: id) == [Fixture.sample()])
  }

  @Test("a metric in another unit than the stored one")
  func unitChanged() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    try archive.register([Fixture.goodput])
    var changed = Fixture.goodput
    changed.unit = "Gbit/s"
    let metrics = [changed]
    #expect(try refusal(of: archive.path) { try archive.register(metrics) }.contains("Gbit/s"))
    #expect(try archive.metrics() == [Fixture.goodput])
  }

  @Test(
    "an archive that may be read but not written is refused before anything is measured",
    .enabled(if: geteuid() != 0, "root may write everything"))
  func notWritable() throws {
    let scratch = try Scratch()
    let path = scratch.path("a.db")
    let archive = try SampleArchive(creatingOrOpening: path)
    let id = try archive.begin(Fixture.sweep())
    try archive.commit(Fixture.sample(), sweep: id)
    try archive.close()
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
    #expect(
      try refusal(of: path) { _ = try SampleArchive(creatingOrOpening: path) }.contains("cannot be written"))
    #expect(try SampleArchive(reading: path).samples(sweep: id) == [Fixture.sample()])
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: scratch.directory)
    #expect(try SampleArchive(reading: path).samples(sweep: id) == [Fixture.sample()])
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.directory)
  }
}
