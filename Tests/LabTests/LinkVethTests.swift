import Foundation
import Processes
import Testing

@testable import Lab

@Suite("veth link", .enabled(if: namespacesAllowed, "this machine refuses network namespaces"))
struct LinkVethTests {
  @Test("both ends reach each other") func reach() async throws {
    let link = try await VethLink.open(worker: workerPath)
    #expect(try await greet(from: link.sender, to: link.receiver) == "greetings from 198.18.0.1")
    #expect(try await greet(from: link.receiver, to: link.sender) == "greetings from 198.18.0.2")
    await link.close()
  }

  @Test("each end has its device, lo and nothing else; the host has nothing new") func deviceNames()
    async throws
  {
    let before = try await devices()
    let link = try await VethLink.open(worker: workerPath)
    #expect(try await devices(behind: link.sender.launcher.rewrite([])) == ["lo", link.sender.device])
    #expect(try await devices(behind: link.receiver.launcher.rewrite([])) == ["lo", link.receiver.device])
    #expect(try await devices() == before)
    await link.close()
  }

  @Test("the pair has the kernel's own MTU and both devices are up") func untouched() async throws {
    let link = try await VethLink.open(worker: workerPath)
    for end in [link.sender, link.receiver] {
      let shown = try await output(end.launcher.rewrite(["ip", "-o", "link", "show", end.device ?? "none"]))
      #expect(shown.contains(" mtu 1500 "))
      #expect(shown.contains("LOWER_UP"))
    }
    await link.close()
  }

  @Test("the way through the device is the way the bytes take") func path() async throws {
    let link = try await VethLink.open(worker: workerPath)
    let route = try await output(link.sender.launcher.rewrite(["ip", "route", "get", link.receiver.address]))
    #expect(route.contains("dev \(link.sender.device ?? "none") src \(link.sender.address)"))
    await link.close()
  }

  @Test("closing removes both namespaces, and closing twice is harmless") func close() async throws {
    let link = try await VethLink.open(worker: workerPath)
    let names = try await identities(link)
    await link.close()
    await link.close()
    #expect(try await eventually { try await living(names).isEmpty })
  }

  @Test("links do not meet: several with the same addresses stand at once") func several() async throws {
    let links = [try await VethLink.open(worker: workerPath), try await VethLink.open(worker: workerPath)]
    for link in links {
      #expect(try await greet(from: link.sender, to: link.receiver) == "greetings from 198.18.0.1")
    }
    #expect(Set(try await identities(links[0])).isDisjoint(with: try await identities(links[1])))
    for link in links { await link.close() }
  }

  @Test(
    "an unprivileged user gets the same link through a user namespace",
    .enabled(if: nobodyRunsOurs, "needs root to become nobody, and a toolchain that nobody may read"))
  func unprivileged() async throws {
    let worker = try builtForAll("copycost-worker")
    defer { try? FileManager.default.removeItem(atPath: worker) }
    let link = try await VethLink.open(worker: worker, behind: asNobody)
    #expect(
      try await greet(from: link.sender, to: link.receiver, behind: asNobody) == "greetings from 198.18.0.1")
    let inside = asNobody + link.sender.launcher.rewrite([])
    #expect(try await devices(behind: inside) == ["lo", link.sender.device])
    // Root inside, nobody outside: what it makes belongs to nobody.
    #expect(try await output(inside + ["id", "-u"]) == "0\n")
    #expect(try await output(inside + ["cat", "/proc/self/uid_map"]).split(separator: " ").contains("65534"))
    await link.close()
  }

  @Test("the kernel removes everything when the holder's director is killed") func directorKilled()
    async throws
  {
    // sh and sleep stand for the director: they alone hold the other end of the holder's stdin. The holder has a
    // group of its own, so that the signal does not reach it.
    let director = try await ChildProcess.start(
      ["sh", "-c", "sleep 300 | setsid \(workerPath) hold"])
    let line = try #require(try await director.nextLine(within: .seconds(20)))
    let answer = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    let pid = try #require(answer["pid"] as? Int)
    #expect(FileManager.default.fileExists(atPath: "/proc/\(pid)/ns/net"))
    await director.kill(SIGKILL)
    #expect(await eventually { !FileManager.default.fileExists(atPath: "/proc/\(pid)/ns/net") })
  }

  @Test("a holder that is killed takes the link with it, and closing is still harmless") func holderKilled()
    async throws
  {
    let link = try await VethLink.open(worker: workerPath)
    let names = try await identities(link)
    let words = link.sender.launcher.rewrite([]).joined(separator: " ")
    let pid = try #require(words.firstMatch(of: /proc.([0-9]+).fd/).flatMap { Int32($0.1) })
    kill(pid, SIGKILL)
    #expect(try await eventually { try await living(names).isEmpty })
    await link.close()
  }

  @Test("a worker that is not there is named, with the way to build it") func noWorker() async throws {
    await #expect { try await VethLink.open(worker: "/no/such/worker") } throws: {
      "\($0)".contains("/no/such/worker") && "\($0)".contains("swift build")
    }
  }

  @Test("a program that answers something else is not taken for a holder") func wrongWorker() async throws {
    await #expect { try await VethLink.open(worker: "/bin/echo") } throws: {
      "\($0)".contains("answered 'hold'")
    }
  }

  /// Inode numbers of the two namespaces, as `net:[NUMBER]`.
  private func identities(_ link: OpenLink) async throws -> [String] {
    var names: [String] = []
    for end in [link.sender, link.receiver] {
      names.append(try await output(end.launcher.rewrite(["readlink", "/proc/self/ns/net"])))
    }
    return names
  }

  /// Which of the namespaces some process still is in, or holds a descriptor of.
  private func living(_ names: [String]) async throws -> [String] {
    let seen = try await ChildProcess.collect(
      [
        "sh", "-c",
        "for f in /proc/[0-9]*/ns/net /proc/[0-9]*/fd/*; do readlink $f; done 2>/dev/null | grep ^net: | sort -u",
      ])
    return names.filter { seen.output.contains($0) }
  }
}
