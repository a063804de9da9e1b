import Records
import Testing

@testable import Lab

@Suite("links and launchers") struct LinkTests {
  @Test("every link is found by its name, and names are unique") func names() throws {
    for link in Links.all { #expect(try Links.named(link.name) == link) }
    #expect(Set(Links.all.map { $0.name }).count == Links.all.count)
  }

  @Test("an unknown link is a usage error that lists what there is") func unknown() {
    #expect { try Links.named("ethernet") } throws: {
      $0 is UsageError && "\($0)".contains("'ethernet'") && "\($0)".contains("loopback, veth")
    }
  }

  @Test("loopback runs both ends here and proves no path by a device") func loopback() async throws {
    let link = try await LoopbackLink.open(worker: "/no/such/worker")
    for end in [link.sender, link.receiver] {
      #expect(end.launcher.rewrite(["a", "b"]) == ["a", "b"])
      #expect(end.address == "127.0.0.1")
      #expect(end.device == nil)
    }
    #expect(try await greet(from: link.sender, to: link.receiver) == "greetings from 127.0.0.1")
  }

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

  @Test("the plan makes the pair first and touches nothing but addresses and link state") func plan() {
    let steps = VethPlan().steps(receiverNamespace: "ns")
    #expect(steps.first?.arguments.prefix(2) == ["link", "add"])
    #expect(steps.first?.arguments.suffix(2) == ["netns", "ns"])
    #expect(Set(steps.dropFirst().map { $0.arguments.prefix(2) }) == [["link", "set"], ["address", "add"]])
    #expect(VethPlan.End.allCases.allSatisfy { VethPlan().device($0).utf8.count <= 15 })
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

@Suite("refused namespaces") struct LinkRefusalTests {
  @Test(
    "the message names the setting that is really set so, and offers loopback",
    arguments: [
      ("kernel.unprivileged_userns_clone", "0"), ("user.max_user_namespaces", "0"),
      ("user.max_net_namespaces", "0"), ("kernel.apparmor_restrict_unprivileged_userns", "1"),
    ])
  func setting(name: String, value: String) {
    let text = NamespaceRefusal.error("EPERM", step: "unshare(CLONE_NEWUSER)") {
      $0 == name ? value : "15000"
    }
    .description
    #expect(text.contains("\(name)=\(value)"))
    #expect(text.contains("sysctl -w \(name)="))
    #expect(text.contains("--link loopback"))
    #expect(!text.contains("\n"))
  }

  @Test("a setting this kernel does not have is never named") func absent() {
    let text = NamespaceRefusal.error("EPERM", step: "unshare(CLONE_NEWUSER)") { _ in nil }.description
    #expect(!text.contains("userns_clone") && !text.contains("apparmor"))
    #expect(text.contains("seccomp") && text.contains("--link loopback"))
  }

  @Test("root is not advised to become root") func root() {
    let text = NamespaceRefusal.error("ENOSPC", step: "unshare(CLONE_NEWNET)") {
      $0 == "user.max_net_namespaces" ? "0" : nil
    }.description
    #expect(!text.contains("or run as root"))
  }

  @Test(
    "a real kernel that allows no user namespace is reported as such",
    .enabled(if: isRoot && namespacesAllowed, "needs root to set the limit in a user namespace of its own"))
  func userLimit() async throws {
    try await refused(
      limit: "max_user_namespaces", step: "unshare(CLONE_NEWUSER): ENOSPC", dropping: "-sys_admin")
  }

  @Test(
    "a real kernel that allows no network namespace is reported as such",
    .enabled(if: isRoot && namespacesAllowed, "needs root to set the limit in a user namespace of its own"))
  func networkLimit() async throws {
    try await refused(
      limit: "max_net_namespaces", step: "unshare(CLONE_NEWNET): ENOSPC", dropping: "-sys_boot")
  }

  /// Opens the link where the holder runs in a throw-away user namespace with this limit set to 0.
  private func refused(limit: String, step: String, dropping capability: String) async throws {
    let script = "echo 0 > /proc/sys/user/\(limit) && exec setpriv --bounding-set=\(capability) -- \"$@\""
    let prefix = ["unshare", "--user", "--map-root-user", "--", "sh", "-c", script, "sh"]
    await #expect { _ = try await VethLink.open(worker: workerPath, behind: prefix) } throws: {
      $0 is OperationError && "\($0)".contains(step) && "\($0)".contains("--link loopback")
    }
  }
}
