import Foundation
import Lab
import Processes
import Testing

@Suite(
  "A limit that is too small is one line: which, its value, what to type", .serialized,
  .timeLimit(.minutes(3)))
struct LimitTests {
  private func expectLine(
    _ outcome: Outcome, status: Int32 = 1, _ words: String..., at location: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.status == .exited(status), "\(outcome.errors)", sourceLocation: location)
    #expect(outcome.errorLines.count == 1, "\(outcome.errors)", sourceLocation: location)
    #expect(outcome.errors.hasPrefix("copycost: "), "\(outcome.errors)", sourceLocation: location)
    #expect(!outcome.errors.contains("Domain="), "\(outcome.errors)", sourceLocation: location)
    for word in words {
      #expect(outcome.errors.contains(word), "\(word) in \(outcome.errors)", sourceLocation: location)
    }
  }

  private func sweep(
    _ scratch: Scratch, behind prefix: [String] = [], _ more: String..., flows: String = "1"
  ) async throws -> Outcome {
    try await end(
      of: start(
        [
          "sweep", "--archive", scratch.path("a.db"), "--primitive", "two-copy", "--size", "4Ki", "--rounds",
          "1",
          "--flows", flows,
        ] + small + more, in: scratch, behind: prefix))
  }

  /// In a mount namespace where these commands were run first.
  private func privately(_ commands: String) -> [String] {
    ["unshare", "--mount", "sh", "-c", "\(commands); exec \"$0\" \"$@\""]
  }

  @Test("open files", arguments: [10, 16, 20, 24, 28, 32])
  func descriptors(_ most: Int) async throws {
    let scratch = try Scratch()
    let outcome = try await sweep(scratch, behind: ["prlimit", "--nofile=\(most):\(most)"])
    expectLine(outcome, "the limit is \(most) (ulimit -n)", "Type `ulimit -n 1024` before")
  }

  @Test("open files that do for one flow and not for many are known before anything is measured")
  func descriptorsOfFlows() async throws {
    let scratch = try Scratch()
    let outcome = try await sweep(scratch, behind: ["prlimit", "--nofile=128:128"], flows: "1,64")
    expectLine(outcome, "64 flows need", "the limit is 128 (ulimit -n)", "nothing was run")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("a.db")))
  }

  @Test("the length of a file")
  func fileBytes() async throws {
    let scratch = try Scratch()
    expectLine(
      try await sweep(scratch, behind: ["prlimit", "--fsize=200000"]), "the limit is 200000 (ulimit -f)")
  }

  @Test("address space for the messages of a footprint")
  func addressSpace() async throws {
    let scratch = try Scratch()
    let outcome = try await sweep(scratch, behind: ["prlimit", "--as=1000000000"], "--footprint", "1Gi")
    #expect(outcome.status == .exited(2))
    #expect(outcome.errors.contains("are left of the 954 MiB that ulimit -v allows"), "\(outcome.errors)")
  }

  @Test("no /proc", .enabled(if: isRoot && namespacesAllowed, "needs root"))
  func noProc() async throws {
    let outcome = try await copycost("--version", behind: privately("mount -t tmpfs none /proc"))
    expectLine(outcome, "there is no /proc/self/exe", "mount -t proc proc /proc")
  }

  @Test(
    "no /sys: what stands there has a reason, and a sweep goes on", .enabled(if: isRoot && namespacesAllowed))
  func noSys() async throws {
    let scratch = try Scratch()
    let outcome = try await sweep(scratch, behind: privately("mount -t tmpfs none /sys"))
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
  }

  @Test("a read-only /run", .enabled(if: isRoot && namespacesAllowed, "needs root"))
  func readOnlyRun() async throws {
    for command in ["up", "down", "clean"] {
      let outcome = try await copycost(
        "lab", command, behind: privately("mount -t tmpfs none /run; mount -o remount,ro /run"))
      expectLine(outcome, "Read-only file system", "no lab was changed", "for writing")
    }
  }

  @Test("memory of a control group", .enabled(if: isRoot && namespacesAllowed, "needs root"))
  func memory() async throws {
    let scratch = try Scratch()
    let tree = try tree(scratch, ["memory.max": 64 << 20, "memory.current": 8 << 20])
    let outcome = try await sweep(
      scratch, behind: privately("mount --bind '\(tree)' /sys/fs/cgroup"), "--footprint", "256Mi")
    #expect(outcome.status == .exited(2), "\(outcome.errors)")
    for word in ["56 MiB are left of the 64 MiB", "/sys/fs/cgroup/", "nothing was run"] {
      #expect(outcome.errors.contains(word), "\(word) in \(outcome.errors)")
    }
  }

  @Test(
    "processes and threads of a control group", .enabled(if: isRoot && namespacesAllowed, "needs root"),
    arguments: [2, 4, 8, 40])
  func tasks(_ most: Int) async throws {
    let scratch = try Scratch()
    let tree = try tree(scratch, ["pids.max": most, "pids.current": 2])
    let outcome = try await sweep(
      scratch, behind: privately("mount --bind '\(tree)' /sys/fs/cgroup"), flows: "32")
    expectLine(outcome, "the limit is \(most) (/sys/fs/cgroup/", "pids.max)", "Write a larger number to")
  }

  /// Files as a control group of either version has them at the top of its hierarchy.
  private func tree(_ scratch: Scratch, _ values: [String: Int]) throws -> String {
    let old = ["memory.max": "memory.limit_in_bytes", "memory.current": "memory.usage_in_bytes"]
    let root = scratch.path("groups")
    for folder in ["", "/memory", "/pids"] {
      try FileManager.default.createDirectory(atPath: root + folder, withIntermediateDirectories: true)
      for (name, value) in values {
        for name in [name, old[name] ?? name] {
          try Data("\(value)\n".utf8).write(to: URL(fileURLWithPath: "\(root)\(folder)/\(name)"))
        }
      }
    }
    return root
  }
}
