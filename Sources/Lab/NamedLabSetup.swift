import Foundation
import Processes
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
      try await make(ip: ip)
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

  /// Makes the whole lab without names, then gives both namespaces theirs.
  ///
  /// Each is on record before it has a name, so that it can always be told from somebody else's.
  private func make(ip: String) async throws {
    let nsenter = try Program.nsenter.locate()
    var record = LabRecord(name: name)
    var makers: [VethPlan.End: ChildProcess] = [:]
    do {
      for end in VethPlan.End.allCases { makers[end] = try await startMaker() }
      func path(_ end: VethPlan.End) -> String { "/proc/\(makers[end]?.processIdentifier ?? 0)/ns/net" }
      try await plan.apply(
        sender: Nsenter(network: path(.sender), program: nsenter).rewrite([ip]),
        receiver: Nsenter(network: path(.receiver), program: nsenter).rewrite([ip]),
        receiverNamespace: path(.receiver))
      for end in VethPlan.End.allCases {
        guard let maker = makers[end]?.processIdentifier else { continue }
        let identity = NamespaceIdentity(try FilePath(path(end)).stat())
        record.namespaces.append(LabRecord.Namespace(name: namespace(end), identity: identity, maker: maker))
        try records.write(record)
        try await run([ip, "netns", "attach", namespace(end), "\(maker)"])
      }
      record.isComplete = true
      try records.write(record)
    } catch {
      for maker in makers.values { await maker.stop(grace: .zero) }
      _ = try? await remove(record, ip: ip)
      throw error
    }
    for maker in makers.values { await maker.stop() }
  }

  /// Starts a process in a network namespace of its own, which ends with its stdin.
  private func startMaker() async throws -> ChildProcess {
    // The descriptor makes its identity last from now on: without it the kernel forgets the change time whenever
    // nobody looks, and an `ip netns attach` whose director was killed would mount what looks like another namespace.
    let script = "exec 3</proc/self/ns/net && while read -r line; do echo \"$line\"; done"
    let words = [try Program.unshare.locate(), "--net", try Program.shell.locate(), "-c", script]
    let maker = try await ChildProcess.start(words)
    // The echo comes from the shell: by then unshare has done its work.
    try? await maker.writeLine("ready")
    let answer = try? await maker.nextLine(within: .seconds(20))
    guard answer == "ready" else {
      await maker.stop(grace: .zero)
      throw OperationError(
        "No network namespace could be made: \(await maker.standardErrorTail.prefix(200))",
        effect: "the lab was not made", remedy: "Check that 'unshare --net true' works here")
    }
    return maker
  }

  private func remove(_ record: LabRecord, ip: String) async throws -> LabRemoval {
    var removal = LabRemoval()
    for recorded in record.namespaces {
      await makerEnds(recorded)
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

  /// Waits until an `ip netns attach` of a copycost that was killed can no longer succeed.
  private func makerEnds(_ recorded: LabRecord.Namespace) async {
    for _ in 0..<500 {
      guard Self.isIn(recorded.identity, recorded.maker) else { return }
      try? await Task.sleep(for: .milliseconds(10))
    }
  }

  private static func isIn(_ identity: NamespaceIdentity, _ process: Int32) -> Bool {
    // The text net:[INODE]; it cannot mean a later namespace while ours exists.
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/ns/net")
    return link == "net:[\(identity.inode)]"
  }

  private static func occupants(_ identity: NamespaceIdentity) -> [Int32] {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.compactMap { Int32($0) }.sorted().filter { isIn(identity, $0) }
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
