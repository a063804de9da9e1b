import Records
import Testing

@testable import Probes

@Suite("Residual of the attribution")
struct ResidualCaveatTests {
  private func caveats(residual: Double?) -> [Caveat] {
    let readings = [
      Reading(MachineMetrics.elapsed, .machine, 400e6), Reading(MachineMetrics.cpuCount, .machine, 2),
      residual.map { Reading(MachineMetrics.residual, .machine, $0) }
        ?? Reading(MachineMetrics.residual, .machine, unavailable: "no schedstat"),
    ]
    return MachineCPU.caveats(of: readings, accounting: "TICK_CPU_ACCOUNTING")
  }

  @Test("above 5 % of CPUs x window, in either direction, it is a caveat with the kernel's accounting")
  func large() throws {
    for residual in [41e6, -41e6] {
      let caveat = try #require(caveats(residual: residual).first)
      #expect(caveat.kind == "cpu-residual")
      #expect(caveat.cause.rendered.contains("5 % of CPUs x window"))
      #expect(caveat.cause.rendered.contains("TICK_CPU_ACCOUNTING"))
    }
  }

  @Test("below it, and where it could not be read, there is nothing to warn about")
  func small() {
    #expect(caveats(residual: 39e6).isEmpty)
    #expect(caveats(residual: -39e6).isEmpty)
    #expect(caveats(residual: nil).isEmpty)
  }
}
