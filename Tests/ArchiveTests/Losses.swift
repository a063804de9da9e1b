import Foundation
import GRDB
import Records
import Testing

@testable import Archive

@Suite("An archive whose files are taken away while it is open")
struct Losses {
  private func open(_ scratch: Scratch) throws -> (archive: SampleArchive, sweep: Int64) {
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let id = try archive.begin(Fixture.sweep())
    for round in 0..<3 { try archive.commit(Fixture.sample(round: round), sweep: id) }
    return (archive, id)
  }

  enum Way: CaseIterable { case removed, moved, replaced, cutOff, logRemoved, logCutOff, indexRemoved }

  private func take(_ way: Way, _ path: String) throws {
    let files = FileManager.default
    switch way {
    case .removed: try files.removeItem(atPath: path)
    case .moved: try files.moveItem(atPath: path, toPath: "\(path).moved")
    case .replaced:
      try Data("other".utf8).write(to: URL(fileURLWithPath: "\(path).new"))
      #expect(rename("\(path).new", path) == 0)
    case .cutOff: #expect(truncate(path, 0) == 0)
    case .logRemoved: try files.removeItem(atPath: "\(path)-wal")
    case .logCutOff: #expect(truncate("\(path)-wal", 0) == 0)
    case .indexRemoved: try files.removeItem(atPath: "\(path)-shm")
    }
  }

  @Test("every sample is in a sound copy, whatever was taken", arguments: Way.allCases)
  func saved(_ way: Way) throws {
    let scratch = try Scratch()
    let (archive, id) = try open(scratch)
    try take(way, archive.path)
    var round = 3
    // A log that is cut off is written on first.
    let error = try #require(throws: OperationError.self) {
      while round < 5 {
        try archive.commit(Fixture.sample(round: round), sweep: id)
        round += 1
      }
    }
    #expect(error.description.contains("saved in \(archive.path).saved"), "\(error)")
    let saved = try SampleArchive(creatingOrOpening: "\(archive.path).saved")
    let kept = try saved.samples(sweep: id).map(\.round)
    #expect(kept.starts(with: 0..<3) && kept.count <= 5)
    #expect(try saved.queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
  }

  @Test("the next commit fails and every sample before it is in a copy; later commits say the same")
  func removed() throws {
    let scratch = try Scratch()
    let (archive, id) = try open(scratch)
    try FileManager.default.removeItem(atPath: archive.path)
    let error = try #require(
      throws: OperationError.self
    ) { try archive.commit(Fixture.sample(round: 3), sweep: id) }
    #expect(error.description.contains("\(archive.path) was removed"))
    #expect(try SampleArchive(reading: "\(archive.path).saved").sampleCount(sweep: id) == 3)
    #expect(throws: error) { try archive.finish(sweep: id, status: .interrupted) }
    #expect(!FileManager.default.fileExists(atPath: "\(archive.path).saved-2"))
  }

  @Test("a copy takes no other file's place")
  func second() throws {
    let scratch = try Scratch()
    let (archive, id) = try open(scratch)
    let kept = try scratch.write(Data("kept".utf8), to: "a.db.saved")
    try FileManager.default.removeItem(atPath: archive.path)
    #expect(throws: OperationError.self) { try archive.checkStored(sweep: id) }
    #expect(try bytes(of: kept) == Data("kept".utf8))
    #expect(try SampleArchive(reading: "\(archive.path).saved-2").sampleCount(sweep: id) == 3)
  }

  @Test("what lies at the path is read back: foreign bytes in it are noticed at the end")
  func overwritten() throws {
    let scratch = try Scratch()
    let (archive, id) = try open(scratch)
    try archive.checkStored(sweep: id)
    try archive.queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    try archive.checkStored(sweep: id)
    let file = try #require(FileHandle(forWritingAtPath: archive.path))
    try file.seek(toOffset: 4096)
    try file.write(contentsOf: Data(repeating: 0x5a, count: 8 * 4096))
    let error = #expect(throws: OperationError.self) { try archive.checkStored(sweep: id) }
    #expect(error?.description.contains("is not what the sweep wrote") == true)
  }

  @Test("other programs may read, checkpoint and cut the log off by themselves")
  func harmless() throws {
    let scratch = try Scratch()
    let (archive, id) = try open(scratch)
    let other = try DatabaseQueue(path: archive.path)
    try other.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    try archive.commit(Fixture.sample(round: 3), sweep: id)
    try other.writeWithoutTransaction { _ = try $0.checkpoint(.restart) }
    try archive.commit(Fixture.sample(round: 4), sweep: id)
    try other.close()
    try archive.commit(Fixture.sample(round: 5), sweep: id)
    try archive.checkStored(sweep: id)
  }

  @Test("links are followed, in a path and at its end, as far as it is there")
  func resolved() throws {
    let scratch = try Scratch()
    let files = FileManager.default
    try files.createDirectory(atPath: scratch.path("real"), withIntermediateDirectories: true)
    for (link, target) in [
      ("dir", "real"), ("file", "dir/x"), ("absolute", scratch.path("real")), ("loop", "loop"),
    ] {
      try files.createSymbolicLink(atPath: scratch.path(link), withDestinationPath: target)
    }
    let base = ResolvedPath.of(scratch.path(""))
    for (path, place) in [
      ("dir/x", "real/x"), ("file", "real/x"), ("absolute/../real/./y", "real/y"), ("no/such/../z", "no/z"),
    ] { #expect(ResolvedPath.of(scratch.path(path)) == "\(base)/\(place)") }
    #expect(ResolvedPath.of(scratch.path("loop")).hasPrefix(base))
    #expect(ResolvedPath.of("a") == ResolvedPath.of(files.currentDirectoryPath + "//a"))
  }
}
