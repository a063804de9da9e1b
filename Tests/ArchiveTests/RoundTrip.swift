import Foundation
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
    let quantities = try reopened.quantities(sweep: id)
    #expect(quantities.map(\.metric) == ["goodput", "cycles", "cycles", "undescribed"])
    #expect(quantities.map(\.side) == [.flow, .receiver, .sender, .machine])
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

@Suite("What only an archive can get wrong")
struct StoredValues {
  @Test("a value that is not finite is stored as unavailable, and the sample is kept")
  func notFinite() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let id = try archive.begin(Fixture.sweep())
    var sample = Fixture.sample()
    sample.readings = [Reading(Fixture.goodput, .flow, .nan), Reading(Fixture.goodput, .sender, -.infinity)]
    try archive.commit(sample, sweep: id)
    let readings = try #require(try archive.samples(sweep: id).first).readings
    #expect(readings.map(\.value) == [nil, nil])
    #expect(readings.map(\.reason) == ["not a finite number", "not a finite number"])
  }

  @Test("a cell that the plan did not have is kept, and the plan comes back without it")
  func unplannedCell() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let id = try archive.begin(Fixture.sweep())
    let refined = Cell(primitive: "one-copy", messageBytes: 8192, flows: 1, link: "loopback")
    try archive.commit(Sample(cell: refined, round: 0, order: 0), sweep: id)
    try archive.commit(Sample(cell: refined, round: 1, order: 0), sweep: id)
    #expect(try archive.samples(sweep: id).map(\.cell) == [refined, refined])
    #expect(try archive.sweep(id)?.plan.cells == Fixture.cells)
  }

  @Test("the warm-up of a block is replaced by a later pilot and belongs to one sweep")
  func warmups() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let first = try archive.begin(Fixture.sweep())
    let second = try archive.begin(Fixture.sweep())
    let blocks = Fixture.cells.map(\.block)
    try archive.storeWarmup(block: blocks[0], nanoseconds: 1, sweep: first)
    try archive.storeWarmup(block: blocks[1], nanoseconds: 2, sweep: first)
    try archive.storeWarmup(block: blocks[0], nanoseconds: 3, sweep: first)
    #expect(try archive.warmups(sweep: first) == [blocks[0]: 3, blocks[1]: 2])
    #expect(try archive.warmups(sweep: second).isEmpty)
  }

  @Test("a metric whose description changed is listed as it is now")
  func redescribed() throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    try archive.register([Fixture.goodput, Fixture.cycles])
    var changed = Fixture.goodput
    changed.summary = "Bits received per second, retransmissions excluded."
    try archive.register([changed, changed])
    #expect(try archive.metrics() == [Fixture.cycles, changed])
  }

  @Test("an option that did not exist when a cell was stored has its default")
  func olderOptions() throws {
    var expected = CellOptions()
    expected.fields = 3
    #expect(try StoredJSON.options(#"{"fields":3}"#) == expected)
  }

  @Test("slices of any size survive, and bytes that are no slices are told apart")
  func slices() throws {
    var generator = SeededGenerator(seed: 7)
    for count in 0..<200 {
      let slices = (0..<count).map { _ in
        Slice(
          nanoseconds: generator.next() >> UInt64.random(in: 0...63, using: &generator),
          receivedBytes: generator.next() >> UInt64.random(in: 0...63, using: &generator))
      }
      #expect(SliceBlob.decoded(SliceBlob.encoded(slices)) == slices)
    }
    #expect(SliceBlob.decoded(Data([2, 1, 1])) == nil)
    #expect(SliceBlob.decoded(Data([1, 1])) == nil)
    #expect(SliceBlob.decoded(Data([1, 0x80])) == nil)
  }
}
