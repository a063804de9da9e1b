import Records
import Testing

@testable import Probes

@Suite("/proc/PID/task/TID/status")
struct SwitchCountsTests {
  private let status = """
    Name:\tnonvoluntary_ctxt_switches:
    Umask:\t0022
    VmPeak:\t   12345 kB
    voluntary_ctxt_switches:\t150
    nonvoluntary_ctxt_switches:\t545

    """

  @Test("a count is the number after its whole key, wherever else the key may stand")
  func keys() throws {
    #expect(try SwitchCounts.value(of: "voluntary_ctxt_switches:", in: status) == 150)
    #expect(try SwitchCounts.value(of: "nonvoluntary_ctxt_switches:", in: status) == 545)
    #expect(try SwitchCounts.value(of: "voluntary_ctxt_switches:", in: "voluntary_ctxt_switches: 7") == 7)
  }

  @Test(
    "a text without the key, or without a number after it, is unavailable",
    arguments: ["", "\n", "voluntary_ctxt_switches:\n", "voluntary_ctxt_switches:\tmany\n", "Name:\tx\n"])
  func broken(text: String) {
    #expect(throws: Unavailable.self) { try SwitchCounts.value(of: "voluntary_ctxt_switches:", in: text) }
  }
}
