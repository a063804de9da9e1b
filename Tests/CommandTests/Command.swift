import Archive
import Foundation
import Lab
import Processes
import Records
import Testing

/// The programs as a user has them: built beside the test program.
enum Built {
  static let directory: String = {
    let test = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: test ?? CommandLine.arguments[0]).deletingLastPathComponent().path
  }()
  static let copycost = "\(directory)/copycost"
  static let worker = "\(directory)/copycost-worker"
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
}

/// What a command left behind.
struct Outcome {
  var status: Processes.ExitStatus?
  var output: String
  var errors: String

  var errorLines: [Substring] { errors.split(separator: "\n") }
  var outputLines: [Substring] { output.split(separator: "\n") }
}

/// Runs `copycost` with these arguments to its end.
func copycost(
  _ arguments: String..., in scratch: Scratch? = nil, behind prefix: [String] = [],
  within limit: Duration = .seconds(60)
) async throws -> Outcome {
  try await end(of: start(arguments, in: scratch, behind: prefix), within: limit)
}

/// Starts `copycost`; with a scratch directory, its workers are the copy that lies there.
func start(
  _ arguments: [String], in scratch: Scratch? = nil, behind prefix: [String] = []
) async throws -> ChildProcess {
  try await ChildProcess.start(
    prefix + [Built.copycost] + arguments, environment: scratch.map { ["COPYCOST_WORKER": $0.worker] } ?? [:],
    limits: .init(errorTailBytes: 1 << 20))
}

/// Collects what a started command prints until it ends; one that outlives the limit is killed and has no status.
func end(of child: ChildProcess, within limit: Duration = .seconds(60)) async throws -> Outcome {
  let deadline = ContinuousClock.now + limit
  var output = ""
  do {
    while let line = try await child.nextLine(within: deadline - .now) { output += line + "\n" }
  } catch {
    await child.stop(grace: .zero)
    guard error is ChildFailure else { throw error }
    return Outcome(status: nil, output: output, errors: await child.standardErrorTail)
  }
  let status = await child.waitForExit(within: deadline - .now)
  if status == nil { await child.stop(grace: .zero) }
  return Outcome(status: status, output: output, errors: await child.standardErrorTail)
}

/// A directory with room for an archive and a copy of the worker, gone when the test is over.
///
/// The copy tells the processes of this test from those of any other: its path is what /proc/PID/exe names.
final class Scratch: Sendable {
  let directory: String
  let worker: String

  init() throws {
    directory = NSTemporaryDirectory() + "copycost-command-\(UUID().uuidString)"
    worker = "\(directory)/copycost-worker"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: Built.worker, toPath: worker)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  /// Workers and holders of this test that run.
  func processes() -> [Int32] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap(Int32.init).filter {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/exe")) == worker
    }
  }
}

/// Polls until the condition holds; false when it did not within 20 s.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
  for _ in 0..<2000 {
    if try await condition() { return true }
    try? await Task.sleep(for: .milliseconds(10))
  }
  return false
}

let isRoot = geteuid() == 0

/// Whether this machine lets these arguments make network namespaces.
private func mayMakeNamespaces(behind prefix: [String], asRoot: Bool) -> Bool {
  let probe = Process()
  probe.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  probe.arguments =
    prefix + ["unshare"] + (asRoot ? ["--net"] : ["--user", "--map-root-user", "--net"]) + ["true"]
  probe.standardError = FileHandle.nullDevice
  guard (try? probe.run()) != nil else { return false }
  probe.waitUntilExit()
  return probe.terminationStatus == 0
}

let namespacesAllowed = mayMakeNamespaces(behind: [], asRoot: isRoot)

/// Runs what follows as the user nobody; needs root.
let asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]

let nobodyMayMakeNamespaces = isRoot && mayMakeNamespaces(behind: asNobody, asRoot: false)

/// A small sweep over loopback, quickly done; more options follow.
let small = ["--twins", "0", "--ledger", "off", "--window", "60ms", "--warmup", "20ms", "--quiet"]
