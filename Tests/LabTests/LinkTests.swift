import Processes
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

  @Test("the plan makes the pair first and touches nothing but addresses and link state") func plan() {
    let steps = VethPlan().steps(receiverNamespace: "ns")
    #expect(steps.first?.arguments.prefix(2) == ["link", "add"])
    #expect(steps.first?.arguments.suffix(2) == ["netns", "ns"])
    #expect(Set(steps.dropFirst().map { $0.arguments.prefix(2) }) == [["link", "set"], ["address", "add"]])
    #expect(VethPlan.End.allCases.allSatisfy { VethPlan().device($0).utf8.count <= 15 })
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
