import Archive
import Foundation
import Records
import Synchronization
import Testing

@testable import Lab

/// A directory with an archive and a copy of the worker, gone when the test is over.
///
/// The copy tells the processes of this test from those of any other: its path is what /proc/PID/exe names.
final class SweepFixture: Sendable {
  let directory: String
  let worker: String

  init() throws {
    directory = NSTemporaryDirectory() + "copycost-sweep-\(UUID().uuidString)"
    worker = "\(directory)/copycost-worker"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: workerPath, toPath: worker)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// Process ids that run the copy of the worker, as worker or as holder of namespaces.
  func processes() -> [Int32] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap(Int32.init).filter {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/exe")) == worker
    }
  }

  /// The process with a thread of that name; nil while there is none.
  func process(withThread name: String) -> Int32? {
    processes().first { process in
      let tasks = "/proc/\(process)/task"
      return ((try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []).contains {
        (try? String(contentsOfFile: "\(tasks)/\($0)/comm", encoding: .utf8)) == name + "\n"
      }
    }
  }

  /// The process that holds the namespaces of a veth link.
  func holder() -> Int32? {
    processes().first {
      (try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8))?.hasSuffix("\0hold\0") == true
    }
  }

  /// Samples of a plan, run to its end in this process.
  func run(
    _ plan: Plan, watch: @escaping @Sendable (SweepEvent) -> Void = { _ in }
  ) async throws -> (samples: [Sample], status: Sweep.Status?) {
    let archive = try SampleArchive(creatingOrOpening: "\(directory)/a.db")
    let id = try archive.begin(
      Sweep(
        startedAtUnixNanoseconds: 0, plan: plan, host: HostFacts(), version: copycostVersion, command: "test")
    )
    let runner = SweepRunner(
      sweep: id, plan: plan, archive: archive, links: LinkPool(worker: worker), workerPath: worker,
      toolsDirectory: directory, silent: ["null"], watch: watch)
    try await runner.run()
    return (try archive.samples(sweep: id), try archive.sweep(id)?.status)
  }
}

/// A plan of small cells with short windows.
func smallPlan(
  primitives: [String] = ["two-copy", "one-copy", "zero-copy"], link: String = "loopback", rounds: Int = 2,
  windowMilliseconds: UInt64 = 50
) -> Plan {
  Plan(
    cells: primitives.map { Cell(primitive: $0, messageBytes: 16384, flows: 1, link: link) }, rounds: rounds,
    seed: 7, windowNanoseconds: windowMilliseconds * 1_000_000, warmup: .fixed(nanoseconds: 10_000_000))
}

/// The archive of a fixture, opened again.
func openedArchive(_ fixture: SweepFixture) throws -> SampleArchive {
  try SampleArchive(creatingOrOpening: "\(fixture.directory)/a.db")
}
