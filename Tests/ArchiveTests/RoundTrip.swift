import Records
import Testing

@testable import Archive

@Suite("What goes into an archive comes back")
struct RoundTrip {
  @Test("a sample comes back with every field as it was")
  func everyFieldOfASample() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    try archive.register([Fixture.goodput, Fixture.cycles])
    let id = try archive.begin(Fixture.sweep())
    let full = Fixture.sample(round: 1)
    let bare = Sample(cell: Fixture.cells[0], round: 0, order: 1)
    try archive.commit(full, sweep: id)
    try archive.commit(bare, sweep: id)
    try archive.close()
    let reopened = try SampleArchive(reading: scratch.path("a.db"))
    #expect(try reopened.samples(sweep: id) == [bare, full])
    #expect(try reopened.places(sweep: id) == [.init(round: 0, order: 1), .init(round: 1, order: 0)])
    #expect(try reopened.sampleCount(sweep: id) == 2)
  }

  @Test("a sweep comes back with plan, host, caveats and status")
  func everyFieldOfASweep() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    var sweep = Fixture.sweep()
    sweep.id = try archive.begin(sweep)
    #expect(try archive.sweep(sweep.id) == sweep)
    #expect(try archive.unfinishedSweep() == sweep)
    sweep.caveats = [Caveat(kind: "drift", cause: "c", effect: "e", remedy: "r"), sweep.caveats[0]]
    sweep.status = .interrupted
    try archive.setCaveats(sweep.caveats, sweep: sweep.id)
    try archive.finish(sweep: sweep.id, status: .interrupted)
    #expect(try archive.sweeps() == [sweep])
    #expect(try archive.unfinishedSweep() == sweep)
    try archive.finish(sweep: sweep.id, status: .finished)
    #expect(try archive.unfinishedSweep() == nil)
    #expect(try archive.sweep(99) == nil)
  }
}
