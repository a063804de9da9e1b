import Records
import Testing

@testable import Probes

@Suite("/proc/PID/stat")
struct TaskStatTests {
  @Test("fields are counted from the last bracket, whatever the name holds")
  func names() throws {
    let rest = (3...52).map { "\($0)" }.joined(separator: " ")
    for name in ["cc-send-0", "a b", "x) R 1 2 3", "(", ")) ("] {
      let stat = try TaskStat("4711 (\(name)) \(rest)\n")
      #expect(stat[10] == 10 && stat[12] == 12 && stat[22] == 22, "\(name)")
      #expect(stat[51] == 51 && stat[53] == nil && stat[2] == nil, "\(name)")
      #expect(try PageFaults.faults(in: "4711 (\(name)) \(rest)") == 22)
    }
  }

  @Test("a text without a name, or too short, is unavailable with the reason")
  func broken() {
    #expect(throws: Unavailable.self) { try TaskStat("4711 R 1 2 3") }
    #expect(throws: Unavailable.self) { try PageFaults.faults(in: "4711 (x) R 1 2") }
  }
}
