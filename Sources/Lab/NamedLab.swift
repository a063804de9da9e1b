import Foundation
import Records

/// A lab with a name, for work by hand: two network namespaces that stay until they are taken down.
///
/// Sweeps do not use it; their namespaces have no names and vanish with the director.
package struct NamedLab: Sendable {
  package let name: String
  package let plan = VethPlan()
  package let records: LabRecords

  package static let defaultName = "lab"

  /// - Throws: `UsageError` for a name that `ip` or a file name could not take.
  package init(_ name: String = NamedLab.defaultName, records: LabRecords = LabRecords()) throws {
    guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_-]{0,31}/) != nil else {
      throw UsageError.labName(name)
    }
    self.name = name
    self.records = records
  }

  /// Name of the namespace of one end, as `ip netns` shows it.
  package func namespace(_ end: VethPlan.End) -> String {
    "copycost-\(name)-\(end.rawValue)"
  }

  /// The `ip` commands that make the same lab by hand, in order.
  package var equivalentCommands: [String] {
    VethPlan.End.allCases.map { "ip netns add \(namespace($0))" }
      + plan.steps(receiverNamespace: namespace(.receiver)).map {
        "ip " + arguments($0).joined(separator: " ")
      }
  }

  /// What to type to work in the lab: the two terminals, and the way to remove it.
  package var instructions: [String] {
    let address = plan.senderAddress
    return [
      "copycost lab exec \(name) sender -- copycost serve --bind \(address) --primitive \(Defaults.example)",
      "copycost lab exec \(name) receiver -- copycost connect \(address)",
      "copycost lab down \(name)",
    ]
  }

  /// A step of the plan as arguments of `ip`.
  func arguments(_ step: VethPlan.Step) -> [String] {
    ["-n", namespace(step.end)] + step.arguments
  }

  /// Refuses everybody but root: named namespaces are mounts under /run/netns.
  ///
  /// - Throws: `OperationError`.
  package static func requireRoot() throws {
    guard geteuid() != 0 else { return }
    throw OperationError(
      "A named lab needs root (this is user \(geteuid()))", effect: "nothing was changed",
      remedy: "Run it with sudo; 'copycost sweep --link veth' needs no root and no named lab")
  }
}

/// What taking labs down did.
package struct LabRemoval: Equatable, Sendable {
  /// Namespaces that are gone now.
  package var removed: [String] = []
  /// Namespaces of the pattern that this tool did not make, left as they were.
  package var left: [String] = []
  /// Processes that still run in a removed namespace; the kernel keeps it, without a name, until they end.
  package var occupants: [Int32] = []

  package init() {}
}
