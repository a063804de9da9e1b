import Foundation
import Records
import Testing

@Suite("The memory footprint of a cell")
struct FootprintTests {
  @Test(
    "options stored before there was one still decode, as hot memory, and hot memory is stored without a key")
  func stored() throws {
    let text = String(decoding: try JSONEncoder().encode(CellOptions()), as: UTF8.self)
    #expect(!text.contains("footprint"))
    let old = try JSONDecoder().decode(CellOptions.self, from: Data(text.utf8))
    #expect(old == CellOptions() && old.footprintBytes == nil)
    var large = CellOptions()
    large.footprintBytes = 64 << 20
    #expect(try JSONDecoder().decode(CellOptions.self, from: JSONEncoder().encode(large)) == large)
    #expect(large != old)
  }

  @Test("flows share it, rounded up")
  func shared() {
    var options = CellOptions()
    #expect(options.footprintBytesPerFlow(of: 4) == nil)
    options.footprintBytes = 1001
    #expect(options.footprintBytesPerFlow(of: 4) == 251)
    #expect(options.footprintBytesPerFlow(of: 1) == 1001)
  }

  @Test("the last-level cache is the highest that sysfs shows")
  func cache() {
    let facts: [HostFacts.Fact] = [
      .init("cpu.cache.l1d", "32K (CPUs 0)"), .init("cpu.cache.l2", "1024K (CPUs 0)"),
      .init("cpu.cache.l3", unavailable: "no such cache"),
    ]
    #expect(LastLevelCache(HostFacts(facts: facts))?.bytes == 1 << 20)
    #expect(LastLevelCache(HostFacts(facts: facts))?.fact == "cpu.cache.l2")
    #expect(LastLevelCache(HostFacts()) == nil)
  }
}
