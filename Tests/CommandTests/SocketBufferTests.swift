import Foundation
import Processes
import Records
import Testing

@testable import Archive

@Suite("Socket options: what was asked for and what was granted", .serialized, .timeLimit(.minutes(2)))
struct SocketBufferTests {
  private static func limit(_ name: String) -> Int? {
    (try? String(contentsOfFile: "/proc/sys/net/core/\(name)", encoding: .utf8)).flatMap {
      Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }

  @Test(
    "a buffer above the limit of the kernel is refused before anything is measured",
    arguments: ["sweep", "run", "serve", "connect", "explain two-copy"])
  func refused(command: String) async throws {
    let scratch = try Scratch()
    let (flag, name) = command == "connect" ? ("--rcvbuf", "rmem_max") : ("--sndbuf", "wmem_max")
    let most = try #require(Self.limit(name))
    try #require(most < 1 << 30)
    let archive = ["sweep", "run"].contains(command) ? ["--archive", scratch.path("a.db")] : []
    let outcome = try await end(
      of: start(command.split(separator: " ").map(String.init) + [flag, "1Gi"] + archive))
    #expect(outcome.status == .exited(2))
    #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
    for words in ["\(flag) 1Gi", "net.core.\(name)", "sysctl -w net.core.\(name)=1073741824"] {
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.path("a.db")))
  }

  @Test("cells are keyed by what was granted, the request stays, and each end's sockets are read back")
  func granted() async throws {
    let scratch = try Scratch()
    let outcome = try await end(
      of: start(
        [
          "sweep", "--size", "4Ki", "--flows", "1", "--primitive", "two-copy,zero-copy", "--rounds", "1",
          "--sndbuf", "64Ki",
          "--rcvbuf", "128Ki", "--mss", "1400", "--nodelay", "--congestion", "reno", "--archive",
          scratch.path("a.db"),
        ] + small))
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    let archive = try SampleArchive(reading: scratch.path("a.db"))
    let sweep = try #require(try archive.sweep(1))
    let requested = try #require(sweep.plan.requested)
    #expect(requested.sendBufferBytes == 64 << 10 && requested.receiveSocketBufferBytes == 128 << 10)
    for sample in try archive.samples(sweep: 1) {
      let options = sample.cell.options
      let grants = try #require(sample.grants)
      #expect(grants.sender.count == 1 && grants.receiver.count == 1)
      // socket(7): the kernel answers twice what it granted.
      #expect(options.sendBufferBytes == 64 << 10)
      for grant in grants.sender + grants.receiver {
        #expect(grant.reason == nil && grant.sendBufferBytes == 128 << 10)
        #expect(grant.receiveBufferBytes == options.receiveSocketBufferBytes.map { 2 * $0 })
        #expect(try (1360...1400).contains(#require(grant.maximumSegmentBytes)))
        #expect(grant.congestion == "reno")
        #expect(grant.cpus?.isEmpty == false)
      }
      #expect(grants.sender[0].nodelay == true)
      #expect(grants.sender[0].zerocopy == (sample.cell.primitive == "zero-copy"))
      #expect(!sample.caveats.contains { ["not-granted", "grant-unread"].contains($0.kind) })
    }
  }

  @Test(
    "where no limit can be read, a grant below the request is a caveat of the sample",
    .enabled(if: isRoot || namespacesAllowed, "needs a mount namespace"))
  func unknownLimit() async throws {
    let scratch = try Scratch()
    let disguise = Disguise(files: ["/proc/sys/net/core/wmem_max": "", "/proc/sys/net/core/rmem_max": ""])
    let outcome = try await end(
      of: start(
        [
          "sweep", "--size", "4Ki", "--flows", "1", "--primitive", "two-copy", "--rounds", "1", "--sndbuf",
          "1Gi",
        ]
          + small + ["--archive", scratch.path("a.db")], behind: disguise.prefix(in: scratch)))
    #expect(outcome.status == .exited(0), "\(outcome.errors)")
    let samples = try SampleArchive(reading: scratch.path("a.db")).samples(sweep: 1)
    let caveat = try #require(samples[0].caveats.first { $0.kind == "not-granted" })
    #expect(caveat.cause.rendered.contains("SO_SNDBUF 1073741824 and got"), "\(caveat)")
    #expect(caveat.remedy.rendered.contains("net.core.wmem_max"))
  }
}
