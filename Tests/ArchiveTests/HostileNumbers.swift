import GRDB
import Records
import Testing

@testable import Archive

@Suite("Numbers of an archive that somebody else wrote")
struct HostileNumbers {
  @Test(
    "a sweep with a number that cannot be is refused by name",
    arguments: [
      "UPDATE cell SET message_bytes = 9223372036854775807", "UPDATE cell SET message_bytes = 0",
      "UPDATE cell SET flows = -1", "UPDATE cell SET flows = 9223372036854775807",
      "UPDATE cell SET options = json_set(options, '$.footprintBytes', 9223372036854775807)",
      "UPDATE sweep SET plan = json_set(plan, '$.rounds', 9223372036854775807)",
      "UPDATE sweep SET plan = json_set(plan, '$.windowNanoseconds', 9223372036854775807)",
    ])
  func refused(change: String) throws {
    let scratch = try Scratch()
    let archive = try SampleArchive(creatingOrOpening: scratch.path("a.db"))
    let id = try archive.begin(Fixture.sweep())
    try archive.queue.write { try $0.execute(sql: change) }
    let error = #expect(throws: OperationError.self) { try archive.sweep(id) }
    #expect(error?.description.contains("which no copycost stores") == true, "\(String(describing: error))")
  }
}
