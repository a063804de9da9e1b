import Foundation
import Records
import SystemPackage

extension NamedLab {
  /// Whether `up` made the lab or found it standing.
  package enum Setup: Sendable {
    case made
    case stood
  }

  private static let directory = "/run/netns"

  /// Makes the lab; does nothing when it stands, and makes a half-made one again.
  ///
  /// - Throws: `OperationError` without root, or when a namespace of that name is not ours.
  package func up() async throws -> Setup {
    try Self.requireRoot()
    let ip = try Program.ip.locate()
    return try await records.locked {
      if let record = try records.read(name) {
        if record.isComplete, record.namespaces.allSatisfy({ state($0) == .ours }) { return .stood }
        _ = try await remove(record, ip: ip)
      }
      try refuseForeign()
      var record = LabRecord(name: name)
      do {
        for end in VethPlan.End.allCases { try await make(end, in: &record, ip: ip) }
        for step in plan.steps(receiverNamespace: namespace(.receiver)) {
          try await run([ip] + arguments(step))
        }
        record.isComplete = true
        try records.write(record)
      } catch {
        _ = try? await remove(record, ip: ip)
        throw error
      }
      return .made
    }
  }

  /// Takes the lab down; a namespace somebody else made since under its name is left.
  ///
  /// - Throws: `OperationError` without root.
  package func down() async throws -> LabRemoval {
    try Self.requireRoot()
    let ip = try Program.ip.locate()
    return try await records.locked {
      var removal = LabRemoval()
      if let record = try records.read(name) { removal = try await remove(record, ip: ip) }
      removal.left = VethPlan.End.allCases.map { namespace($0) }.filter(Self.exists)
      return removal
    }
  }

  /// Takes every lab down that the records name, and names the namespaces of the pattern that they do not.
  ///
  /// - Throws: `OperationError` without root.
  package static func clean(records: LabRecords = LabRecords()) async throws -> LabRemoval {
    try requireRoot()
    let ip = try Program.ip.locate()
    return try await records.locked {
      var total = LabRemoval()
      for name in try records.names() {
        guard let record = try records.read(name), let lab = try? NamedLab(name, records: records) else {
          continue
        }
        let removal = try await lab.remove(record, ip: ip)
        total.removed += removal.removed
        total.occupants += removal.occupants
      }
      let present = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
      total.left = present.sorted().filter { $0.wholeMatch(of: /copycost-.+-(sender|receiver)/) != nil }
      return total
    }
  }

  /// The argument list that runs a command at one end.
  ///
  /// - Throws: `OperationError` without root or when the lab does not stand.
  package func command(_ arguments: [String], at end: VethPlan.End) throws -> [String] {
    try Self.requireRoot()
    guard let record = try records.read(name), record.isComplete,
      let recorded = record.namespaces.first(where: { $0.name == namespace(end) }), state(recorded) == .ours
    else {
      throw OperationError(
        "There is no lab '\(name)'", effect: "nothing was run",
        remedy: "Make it with 'copycost lab up \(name)'")
    }
    return IPNetns(name: namespace(end), program: try Program.ip.locate()).rewrite(arguments)
  }
}

extension NamedLab {
  private enum State {
    case ours
    case gone
    case foreign
    /// The file `ip netns` makes before it mounts the namespace on it; it was killed in between.
    case unmounted
  }

  private static func exists(_ namespace: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(directory)/\(namespace)")
  }

  private func state(_ recorded: LabRecord.Namespace) -> State {
    guard let found = try? FilePath("\(Self.directory)/\(recorded.name)").stat() else { return .gone }
    if NamespaceIdentity(found) == recorded.identity { return .ours }
    let parent = try? FilePath(Self.directory).stat()
    return parent?.deviceID == found.deviceID && found.size == 0 ? .unmounted : .foreign
  }

  private func refuseForeign() throws {
    guard let foreign = VethPlan.End.allCases.map({ namespace($0) }).first(where: Self.exists) else { return }
    throw OperationError(
      "The network namespace '\(foreign)' exists and this tool did not make it",
      effect: "the lab was not made",
      remedy: "Choose another name, or remove it with 'ip netns delete \(foreign)' if it is yours")
  }

  /// Makes the namespace of one end and gives it its name.
  private func make(_ end: VethPlan.End, in record: inout LabRecord, ip: String) async throws {
    // Made without a name first, so that it is on record before anybody could mistake it for somebody else's.
    let maker = try await ChildProcess.start([try Program.unshare.locate(), "--net", "cat"])
    do {
      try await maker.writeLine("ready")
      guard try await maker.nextLine(within: .seconds(20)) == "ready" else {
        throw OperationError(
          "unshare: \(await maker.standardErrorTail.prefix(200))", effect: "the lab was not made",
          remedy: "Check that this user may make network namespaces ('unshare --net true')")
      }
      // Open until it has its name: the identity lasts as long as something refers to the namespace.
      let path = FilePath("/proc/\(maker.processIdentifier)/ns/net")
      let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      defer { try? file.close() }
      let identity = NamespaceIdentity(try file.stat())
      record.namespaces.append(LabRecord.Namespace(name: namespace(end), identity: identity))
      try records.write(record)
      try await run([ip, "netns", "attach", namespace(end), "\(maker.processIdentifier)"])
    } catch {
      await maker.stop(grace: .zero)
      throw error
    }
    await maker.stop()
  }

  private func remove(_ record: LabRecord, ip: String) async throws -> LabRemoval {
    var removal = LabRemoval()
    for recorded in record.namespaces {
      switch state(recorded) {
      case .gone: break
      case .foreign: removal.left.append(recorded.name)
      case .unmounted:
        try FileManager.default.removeItem(atPath: "\(Self.directory)/\(recorded.name)")
        removal.removed.append(recorded.name)
      case .ours:
        removal.occupants += Self.occupants(recorded.identity)
        try await run([ip, "netns", "delete", recorded.name])
        removal.removed.append(recorded.name)
      }
    }
    // Last: killed before, the next attempt still knows what is ours.
    try records.remove(record.name)
    return removal
  }

  private static func occupants(_ identity: NamespaceIdentity) -> [Int32] {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.compactMap { Int32($0) }.sorted().filter {
      // The text net:[INODE]; it cannot mean a later namespace while ours exists.
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/ns/net"))
        == "net:[\(identity.inode)]"
    }
  }

  private func run(_ arguments: [String]) async throws {
    let outcome = try await ChildProcess.collect(arguments)
    guard outcome.status.isSuccess else {
      let cause = outcome.standardErrorTail.split(separator: "\n").first ?? "no message"
      throw OperationError(
        "'\(arguments.joined(separator: " "))' \(outcome.status): \(cause)", effect: "the lab is incomplete",
        remedy: "Run 'copycost lab clean', then try again")
    }
  }
}
