import Testing

@testable import Processes

@Suite("programs and launchers")
struct ProgramTests {
  @Test("launchers put the place in front and leave the program and its arguments alone") func rewrite() {
    let program = ["worker", "--x", "a b"]
    #expect(DirectLauncher().rewrite(program) == program)
    #expect(
      Nsenter(network: "/proc/7/ns/net").rewrite(program) == ["nsenter", "--net=/proc/7/ns/net", "--"]
        + program)
    #expect(
      Nsenter(network: "/proc/7/fd/3", user: "/proc/7/ns/user").rewrite(program)
        == ["nsenter", "--user=/proc/7/ns/user", "--preserve-credentials", "--net=/proc/7/fd/3", "--"]
        + program)
    #expect(IPNetns(name: "n").rewrite(program) == ["ip", "netns", "exec", "n"] + program)
    #expect(Prefix(["ssh", "-T", "host", "--"]).rewrite(program) == ["ssh", "-T", "host", "--"] + program)
  }

  @Test("a prefix that runs elsewhere hands lines through in both directions") func prefix() async throws {
    let cat = try await ChildProcess.start(Prefix(["env", "-i"]).rewrite(["/bin/cat"]))
    try await cat.writeLine("through")
    #expect(try await cat.nextLine(within: .seconds(20)) == "through")
    await cat.stop()
  }

  @Test("a missing program names its package") func missingProgram() {
    let absent = Program(name: "no-such-program", package: "some-package")
    #expect { try absent.locate(in: "/nowhere") } throws: {
      "\($0)".contains("'no-such-program'") && "\($0)".contains("apt-get install some-package")
        && "\($0)".contains("--link loopback")
    }
  }

  @Test("programs in sbin are found though PATH lacks it") func sbin() throws {
    #expect(try Program.ip.locate(in: "").hasSuffix("/ip"))
  }

  @Test("a collected program gets its input and gives back output, error and status") func collect()
    async throws
  {
    let outcome = try await ChildProcess.collect(
      ["sh", "-c", "cat; echo oops >&2; exit 3"], input: "one\ntwo\n")
    #expect(outcome.output == "one\ntwo\n")
    #expect(outcome.standardErrorTail == "oops\n")
    #expect(outcome.status == .exited(3))
  }

  @Test("a collected program that does not end is killed at its limit") func collectLimit() async throws {
    await #expect(throws: ChildFailure.self) {
      try await ChildProcess.collect(["sh", "-c", "exec >&-; sleep 300"], within: .milliseconds(200))
    }
    await #expect(throws: ChildFailure.self) {
      try await ChildProcess.collect(["sleep", "300"], within: .milliseconds(200))
    }
  }
}
