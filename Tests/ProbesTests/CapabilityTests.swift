import Foundation
import Records
import Testing

@testable import Probes

@Suite("Capabilities")
struct CapabilityTests {
  private func tree(_ files: [String: String]) throws -> (tree: FactTree, root: String) {
    let root = NSTemporaryDirectory() + "copycost-capability-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    for (path, text) in files {
      let file = URL(filePath: root).appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return (FactTree(root: root), root)
  }

  private func fact(_ kind: any Capability.Type, _ files: [String: String]) throws -> HostFacts.Fact {
    let (tree, root) = try tree(files)
    defer { try? FileManager.default.removeItem(atPath: root) }
    return try #require(kind.facts(tree).first)
  }

  @Test("kernel symbols with zero addresses only are none, with the setting that hides them")
  func hiddenSymbols() throws {
    let hidden = try fact(
      KernelSymbolsCapability.self,
      [
        "proc/kallsyms": "0000000000000000 T _stext\n0000000000000000 T do_one\n",
        "proc/sys/kernel/kptr_restrict": "2\n",
      ])
    #expect(hidden.value == nil)
    #expect(hidden.refusal == .hiddenSymbols)
    #expect(hidden.reason?.rendered == "/proc/kallsyms shows only zeros (kptr_restrict=2)")
    let shown = try fact(
      KernelSymbolsCapability.self,
      ["proc/kallsyms": "0000000000000000 A fixed_percpu_data\nffffffff81000000 T _stext\n"])
    #expect(shown.value == "yes")
    #expect(try fact(KernelSymbolsCapability.self, [:]).reason?.rendered.contains("ENOENT") == true)
    #expect(
      try fact(KernelSymbolsCapability.self, ["proc/kallsyms": ""]).reason?.rendered
        == "/proc/kallsyms is empty")
  }

  @Test("a tracefs that is not mounted is told apart from an event that is not there")
  func tracefs() throws {
    #expect(
      try fact(TracepointCapability.self, [:]).reason?.rendered
        == "tracefs is not mounted at /sys/kernel/tracing")
    #expect(try fact(TracepointCapability.self, [:]).refusal == .notMounted)
    let other = try fact(TracepointCapability.self, ["sys/kernel/tracing/README": "x"])
    #expect(other.refusal == .other)
    #expect(other.reason?.rendered.contains("skb_copy_datagram_iovec") == true)
    #expect(other.reason?.rendered.contains("ENOENT") == true)
    let (older, root) = try tree(["sys/kernel/debug/tracing/\(TracepointCapability.event)": "1234\n"])
    defer { try? FileManager.default.removeItem(atPath: root) }
    #expect(try TracepointCapability.number(older) == 1234)
  }

  @Test("trials leave no descriptor, and this process in its own namespaces")
  func nothingLeft() throws {
    func descriptors() -> Int { directoryEntries("/proc/self/fd").count }
    func namespaces() throws -> [String] {
      try ["net", "user"].map {
        try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self/ns/\($0)")
      }
    }
    _ = Capabilities.facts()
    let (before, spaces) = (descriptors(), try namespaces())
    for _ in 0..<40 { _ = Capabilities.facts() }
    // Tests beside this one open and close some too; forty leaks would be more.
    #expect(descriptors() < before + 40)
    #expect(try namespaces() == spaces)
  }

  @Test("every capability has a value or a reason, under one name each")
  func complete() {
    let facts = Capabilities.facts()
    #expect(Set(facts.map(\.name)).count == facts.count)
    for fact in facts { #expect((fact.value == nil) != (fact.reason == nil), "\(fact.name)") }
    for fact in facts where fact.name.hasPrefix("can.") {
      #expect(fact.value == nil || fact.value == "yes", "\(fact.name)")
    }
  }

  @Test("a zero-copy send to this machine is completed, and was copied after all")
  func zeroCopy() throws {
    let facts = HostFacts(facts: Capabilities.facts())
    try #require(facts["can.zerocopy"] == "yes")
    // Every kernel copies for a local receiver: skb_orphan_frags_rx() of net/core/skbuff.c.
    #expect(facts["zerocopy.loopback"] == "copied after all")
  }
}

@Suite("Facts of a moment and of groups of CPUs")
struct MomentFactsTests {
  private func stat(_ total: String, at nanoseconds: UInt64) throws -> ProcStat {
    let text = "cpu \(total) 0 0\ncpu0 0\ncpu1 0\n"
    return try ProcStat(Array(text.utf8), interval: ReadingSpan(begin: nanoseconds, end: nanoseconds))
  }

  @Test("busy and stolen shares are taken of all CPUs")
  func shares() throws {
    let first = try stat("0 0 0 100 0 0 0 5", at: 0)
    // 50 ms of two CPUs are 100 ms: 60 idle, of the other 40 were 20 stolen.
    let last = try stat("2 0 0 106 0 0 0 7", at: 50_000_000)
    let facts = HostFacts(facts: MomentFacts.facts(from: .success(first), to: .success(last)))
    #expect(facts["now.busy_percent"] == "40.00")
    #expect(facts["now.steal_percent"] == "20.00")
    #expect(facts["now.steal_units"] == "2")
  }

  @Test("what could not be read has its reason")
  func unread() {
    let gone = Obtained<ProcStat>.failure(Unavailable("cannot open /proc/stat (ENOENT)"))
    for fact in MomentFacts.facts(from: gone, to: gone) {
      #expect(fact.value == nil)
      #expect(fact.reason?.rendered == "cannot open /proc/stat (ENOENT)")
    }
  }

  @Test("on this machine the moment is read, and lies between 0 and 100 percent")
  func here() throws {
    let facts = HostFacts(facts: MomentFacts.facts())
    for name in ["now.busy_percent", "now.steal_percent", "cpu.steal_percent_since_boot"] {
      let percent = try #require(facts[name].flatMap { Double($0) })
      // A unit of 10 ms may fall on either side of an edge.
      #expect((0...140).contains(percent), "\(name)")
    }
  }
}
