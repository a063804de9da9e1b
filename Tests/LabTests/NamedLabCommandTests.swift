import Foundation
import Processes
import Testing

@testable import Lab

@Suite(
  "copycost lab", .serialized, .enabled(if: isRoot && namespacesAllowed, "named network namespaces need root")
)
struct NamedLabCommandTests {
  private let copycost = built("copycost")
  private let name = "test\(getpid())-\(UInt32.random(in: 0..<UInt32.max))"

  private func lab(_ arguments: String...) async throws -> ChildProcess.Outcome {
    try await ChildProcess.collect([copycost, "lab"] + arguments)
  }

  private var namespaces: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/run/netns")) ?? []).filter { $0.contains(name) }
      .sorted()
  }

  @Test("up prints the ip commands and what to type; exec hands on output and exit status; down removes")
  func life()
    async throws
  {
    let up = try await lab("up", name)
    #expect(up.status.isSuccess)
    for command in try NamedLab(name).equivalentCommands { #expect(up.output.contains("  \(command)\n")) }
    #expect(up.output.contains("copycost lab exec \(name) sender -- "))
    let exec = try await lab("exec", name, "sender", "--", "sh", "-c", "echo out; echo err >&2; exit 9")
    #expect(exec.status == .exited(9))
    #expect(exec.output == "out\n" && exec.standardErrorTail == "err\n")
    let down = try await lab("down", name)
    #expect(down.output == "removed copycost-\(name)-sender\nremoved copycost-\(name)-receiver\n")
    #expect(namespaces == [])
  }

  @Test("a command run in a lab starts with no signal blocked or ignored") func signals() async throws {
    _ = try await lab("up", name)
    let status = try await lab(
      "exec", name, "sender", "--", "grep", "-E", "SigBlk|SigIgn", "/proc/self/status")
    let masks = status.output.matches(of: /Sig...:\t([0-9a-f]+)/).compactMap { UInt64($0.1, radix: 16) }
    #expect(masks.count == 2)
    // Signals 1 to 31; posix_spawn of glibc ignores its own signal 32 in every child.
    #expect(masks.allSatisfy { $0 & 0x7fff_ffff == 0 }, "\(status.output)")
    _ = try await lab("down", name)
  }

  @Test("a command that does not exist, or a lab that does not, fails in one line") func failures()
    async throws
  {
    let absent = try await lab("exec", name, "sender", "--", "true")
    #expect(absent.status == .exited(1))
    #expect(absent.standardErrorTail.contains("There is no lab '\(name)'"))
    #expect(absent.standardErrorTail.split(separator: "\n").count == 1)
  }

  @Test("killed at any moment of making, the lab can be removed and made again", arguments: 0..<10)
  func killed(attempt: Int) async throws {
    let making = try await ChildProcess.start([copycost, "lab", "up", name])
    try await Task.sleep(for: .milliseconds(10 * attempt + Int.random(in: 0..<10)))
    await making.kill(SIGKILL)
    #expect(await making.waitForExit(within: .seconds(20)) != nil)
    if attempt.isMultiple(of: 2) {
      #expect(try await lab("up", name).status.isSuccess)
      #expect(namespaces.count == 2)
    } else {
      // An `ip` that runs when its parent dies finishes its step.
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(try await lab("down", name).status.isSuccess)
    #expect(namespaces == [])
  }

  @Test(
    "without root there is one line that says so",
    .enabled(if: nobodyRunsOurs, "needs root to become nobody, and a toolchain that nobody may read"))
  func unprivileged() async throws {
    let copycost = try builtForAll("copycost")
    defer { try? FileManager.default.removeItem(atPath: copycost) }
    for arguments in [["up"], ["down"], ["clean"], ["exec", "lab", "sender", "--", "true"]] {
      let refused = try await ChildProcess.collect(asNobody + [copycost, "lab"] + arguments)
      #expect(refused.status == .exited(1))
      #expect(refused.standardErrorTail.contains("needs root"))
      #expect(refused.standardErrorTail.split(separator: "\n").count == 1)
    }
  }
}
