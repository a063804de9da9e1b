import Foundation
import Processes
import Records
import Testing

@testable import Lab

@Suite(
  "named labs", .serialized, .enabled(if: isRoot && namespacesAllowed, "named network namespaces need root"))
struct NamedLabTests {
  private let records: LabRecords
  private let lab: NamedLab

  init() throws {
    // Names and records of this run only: another run or a person may have labs.
    let unique = "test\(getpid())-\(UInt32.random(in: 0..<UInt32.max))"
    records = LabRecords(directory: NSTemporaryDirectory() + "copycost-labs-\(unique)")
    lab = try NamedLab(unique, records: records)
  }

  private func exists(_ end: VethPlan.End) -> Bool {
    FileManager.default.fileExists(atPath: "/run/netns/\(lab.namespace(end))")
  }

  private func endpoint(_ end: VethPlan.End) -> Endpoint {
    Endpoint(launcher: IPNetns(name: lab.namespace(end)), address: lab.plan.address(end))
  }

  private func discard() { try? FileManager.default.removeItem(atPath: records.directory) }

  @Test("a lab that is up joins its ends, and is gone after down") func upAndDown() async throws {
    defer { discard() }
    let before = try await devices()
    #expect(try await lab.up() == .made)
    #expect(try await greet(from: endpoint(.sender), to: endpoint(.receiver)) == "greetings from 198.18.0.1")
    #expect(try await devices() == before)
    let removal = try await lab.down()
    #expect(removal.removed == [lab.namespace(.sender), lab.namespace(.receiver)])
    #expect(removal.left == [] && !exists(.sender) && !exists(.receiver))
  }

  @Test("up twice keeps the namespaces, down twice is harmless") func idempotent() async throws {
    defer { discard() }
    _ = try await lab.up()
    let first = try records.read(lab.name)
    #expect(try await lab.up() == .stood)
    #expect(try records.read(lab.name) == first)
    _ = try await lab.down()
    #expect(try await lab.down() == LabRemoval())
  }

  @Test("the printed commands make the same lab by hand") func equivalent() async throws {
    defer { discard() }
    for command in lab.equivalentCommands {
      _ = try await output(command.split(separator: " ").map(String.init))
    }
    let byHand = try await shape()
    for end in VethPlan.End.allCases { _ = try await output(["ip", "netns", "delete", lab.namespace(end)]) }
    _ = try await lab.up()
    #expect(try await shape() == byHand)
    _ = try await lab.down()
  }

  @Test("up refuses a namespace somebody else made, names it and leaves it") func foreignBefore() async throws
  {
    defer { discard() }
    _ = try await output(["ip", "netns", "add", lab.namespace(.receiver)])
    await #expect { _ = try await lab.up() } throws: { "\($0)".contains("'\(lab.namespace(.receiver))'") }
    #expect(exists(.receiver) && !exists(.sender))
    #expect(try records.read(lab.name) == nil)
    #expect(try await lab.down().left == [lab.namespace(.receiver)])
    _ = try await output(["ip", "netns", "delete", lab.namespace(.receiver)])
  }

  @Test("a namespace re-made by somebody else under our name is not removed") func remade() async throws {
    defer { discard() }
    _ = try await lab.up()
    _ = try await output(["ip", "netns", "delete", lab.namespace(.sender)])
    _ = try await output(["ip", "netns", "add", lab.namespace(.sender)])
    #expect(throws: OperationError.self) { try lab.command(["true"], at: .sender) }
    let removal = try await NamedLab.clean(records: records)
    #expect(removal.removed == [lab.namespace(.receiver)])
    #expect(removal.left.contains(lab.namespace(.sender)))
    #expect(exists(.sender) && !exists(.receiver))
    _ = try await output(["ip", "netns", "delete", lab.namespace(.sender)])
  }

  @Test("an inode number that is used again does not make a namespace ours") func reusedInode() async throws {
    defer { discard() }
    _ = try await lab.up()
    var record = try #require(try records.read(lab.name))
    record.namespaces[0].identity.changeNanoseconds -= 1
    try records.write(record)
    #expect(try await lab.down().removed == [lab.namespace(.receiver)])
    #expect(exists(.sender))
    _ = try await output(["ip", "netns", "delete", lab.namespace(.sender)])
  }

  @Test("clean removes every lab on record and leaves the namespaces of others") func clean() async throws {
    defer { discard() }
    let second = try NamedLab(lab.name + "b", records: records)
    let foreign = "copycost-\(lab.name)x-sender"
    _ = try await output(["ip", "netns", "add", foreign])
    _ = try await lab.up()
    _ = try await second.up()
    let removal = try await NamedLab.clean(records: records)
    #expect(
      Set(removal.removed)
        == Set([lab, second].flatMap { [$0.namespace(.sender), $0.namespace(.receiver)] }))
    #expect(removal.left.contains(foreign))
    #expect(FileManager.default.fileExists(atPath: "/run/netns/\(foreign)"))
    _ = try await output(["ip", "netns", "delete", foreign])
  }

  @Test("a lab whose making was cut off after any step is removed, or made again", arguments: 0...5)
  func halfMade(steps: Int) async throws {
    defer { discard() }
    _ = try await lab.up()
    var record = try #require(try records.read(lab.name))
    record.isComplete = false
    // What a kill leaves: fewer namespaces, on record before they have a name; the rest of the steps undone.
    if steps < 3 {
      _ = try await output(["ip", "-n", lab.namespace(.sender), "link", "delete", lab.plan.senderDevice])
    }
    if steps < 2 { _ = try await output(["ip", "netns", "delete", lab.namespace(.receiver)]) }
    if steps < 1 { _ = try await output(["ip", "netns", "delete", lab.namespace(.sender)]) }
    try records.write(record)
    if steps.isMultiple(of: 2) {
      #expect(try await lab.up() == .made)
      #expect(
        try await greet(from: endpoint(.sender), to: endpoint(.receiver)) == "greetings from 198.18.0.1")
    }
    _ = try await NamedLab.clean(records: records)
    #expect(!exists(.sender) && !exists(.receiver))
    #expect(try records.names() == [])
  }

  @Test("the empty file that ip leaves when it is killed before it mounts is removed") func unmounted()
    async throws
  {
    defer { discard() }
    _ = try await lab.up()
    _ = try await output(["ip", "netns", "delete", lab.namespace(.sender)])
    _ = FileManager.default.createFile(atPath: "/run/netns/\(lab.namespace(.sender))", contents: nil)
    #expect(try await lab.down().removed == [lab.namespace(.sender), lab.namespace(.receiver)])
    #expect(!exists(.sender))
  }

  @Test("a command runs at its end; processes left inside are named when the lab goes") func command()
    async throws
  {
    defer { discard() }
    #expect(throws: OperationError.self) { try lab.command(["true"], at: .sender) }
    _ = try await lab.up()
    let inside = try await ChildProcess.start(
      try lab.command(["cat", "/proc/self/net/dev", "-"], at: .receiver))
    var seen = ""
    while !seen.contains("veth-receiver"), let line = try await inside.nextLine(within: .seconds(20)) {
      seen += line
    }
    #expect(seen.contains("veth-receiver"))
    #expect(try await lab.down().occupants == [inside.processIdentifier])
    await inside.stop()
  }

  @Test("two copycosts that make the same lab at once end with one lab") func concurrent() async throws {
    defer { discard() }
    async let first = lab.up()
    async let second = lab.up()
    let setups = [try await first, try await second]
    #expect(Set(setups) == [.made, .stood])
    _ = try await lab.down()
  }

  @Test("a record that is not ours is named and nothing is removed by it") func badRecord() async throws {
    defer { discard() }
    _ = try await lab.up()
    let file = "\(records.directory)/\(lab.name).json"
    let saved = try #require(FileManager.default.contents(atPath: file))
    try "{}".write(toFile: file, atomically: true, encoding: .utf8)
    await #expect { _ = try await lab.down() } throws: { "\($0)".contains(file) }
    #expect(exists(.sender))
    try saved.write(to: URL(fileURLWithPath: file))
    _ = try await lab.down()
  }

  /// Devices, addresses and link states of both ends, without what differs between two labs.
  private func shape() async throws -> [String] {
    var lines: [String] = []
    for end in VethPlan.End.allCases {
      let shown = ["ip", "-n", lab.namespace(end), "-o", "link"]
      // The state follows the carrier with a delay of up to a second (net/core/link_watch.c).
      #expect(try await eventually { try await output(shown).contains("state UP") })
      for line in try await output(shown).split(separator: "\n") {
        lines.append(String(line.replacing(/link.ether.*$/, with: "")))
      }
      lines.append(try await output(["ip", "-n", lab.namespace(end), "-4", "-br", "address"]))
    }
    return lines
  }
}

@Suite("names of labs") struct NamedLabNameTests {
  @Test(
    "a name that a file or ip could not take is refused",
    arguments: ["", "../x", "a b", "-x", String(repeating: "x", count: 33)])
  func bad(name: String) {
    #expect(throws: UsageError.self) { try NamedLab(name) }
  }

  @Test("printed commands name every namespace the lab makes") func commands() throws {
    let commands = try NamedLab("demo").equivalentCommands
    #expect(
      commands.prefix(2) == ["ip netns add copycost-demo-sender", "ip netns add copycost-demo-receiver"])
    #expect(commands.dropFirst(2).allSatisfy { $0.hasPrefix("ip -n copycost-demo-") })
  }
}
