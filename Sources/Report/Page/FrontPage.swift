import Analysis
import Records

/// What a reader must know before any figure: what was asked, how, of what, how sure, and how to do it again.
package struct FrontPage: Sendable {
  /// A name and what belongs to it.
  package struct Entry: Sendable {
    package let name: String
    package let text: String
    /// A command, to be shown in fixed width.
    package var isCode = false
  }

  /// A caveat and how many samples carry it.
  package struct Warning: Sendable {
    package let caveat: Caveat
    /// `3 samples`; nil for a caveat of the sweep as a whole.
    package let samples: String?

    package var text: Prose { "\(caveat.kind)\(samples.map { " (\($0))" } ?? ""): \(caveat.sentence)" }
  }

  package let title: String
  /// Under the title: when, where, with what.
  package let subtitle: String
  package let entries: [Entry]
  package let grade: Grade
  /// What distorts, by the kinds of its caveats.
  package let distorting: [String]
  /// Caveats of the sweep as a whole, then each kind met on samples as it was first met.
  package let caveats: [Warning]
  /// Broken conservation laws; empty when all held.
  package let violations: [Warning]
  package let conservation: String
  /// How sure the figures are.
  package let precision: [String]
  package let reproduce: String

  /// - Parameter counts: of the same sweep; sentences say what answers.json holds.
  package init(_ input: ReportInput, _ counts: SweepCounts) {
    let sweep = input.sweep
    let doctor = DoctorReport(Checkup(host: sweep.host, plan: sweep.plan))
    title = "What a message costs"
    subtitle = Self.subtitle(sweep)
    entries = SweepWords(input, counts).entries + Self.host(sweep.host)
    grade = doctor.grade
    distorting = doctor.findings.filter { $0.weight == .distorts }.map(\.name)
    caveats =
      sweep.caveats.map { Warning(caveat: $0, samples: nil) }
      + input.summary.caveats.filter { $0.kind != Self.conservationKind }.map(Self.warning)
    let broken = input.summary.caveats.filter { $0.kind == Self.conservationKind }
    violations = broken.map(Self.warning)
    conservation =
      broken.isEmpty
      ? "No violation in \(counts.samples) samples: what was sent, received, completed and carried by the device agrees."
      : "Violated: do not use the samples below before the reason is known."
    precision = PrecisionWords.lines(input, counts)
    reproduce = ReproducingCommand.command(of: sweep)
  }

  private static let conservationKind = "conservation"

  private static func subtitle(_ sweep: Sweep) -> String {
    let host = sweep.host["cpu.model"].map { ", \($0)" } ?? ""
    let sweeps = sweep.id == 0 ? "Sweeps side by side" : "Sweep \(sweep.id)"
    return
      "\(sweeps), \(SweepDocument.utc(sweep.startedAtUnixNanoseconds))\(host), copycost \(sweep.version)"
  }

  private static func warning(_ counted: CaveatCount) -> Warning {
    let samples = counted.samples == 1 ? "1 sample" : "\(counted.samples) samples, for example"
    return Warning(caveat: counted.example, samples: samples)
  }

  /// The facts that figures depend on most; all of them stand in the appendix.
  private static func host(_ host: HostFacts) -> [Entry] {
    let shown = [
      ("Processor", ["cpu.model", "cpu.count"]), ("Kernel", ["kernel.release", "virtualization"]),
      ("Caches", ["cpu.cache.l1d", "cpu.cache.l2", "cpu.cache.l3"]), ("Build", ["build", "toolchain"]),
    ]
    return shown.compactMap { name, facts in
      let values = facts.compactMap { fact in host[fact].map { label(fact) + $0 } }
      return values.isEmpty ? nil : Entry(name: name, text: values.joined(separator: ", "))
    }
  }

  private static func label(_ fact: String) -> String {
    switch fact {
    case "cpu.count": "CPUs: "
    case "virtualization": "virtualization: "
    case "cpu.cache.l1d": "L1d "
    case "cpu.cache.l2": "L2 "
    case "cpu.cache.l3": "L3 "
    default: ""
    }
  }

  /// The grade in words: what it means, and why it is no better.
  package var environment: Prose {
    distorting.isEmpty
      ? "\(grade.meaning)." : "\(grade.meaning). Distorting: \(distorting.joined(separator: ", "))."
  }
}
