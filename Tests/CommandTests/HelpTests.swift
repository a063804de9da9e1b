import Lab
import Processes
import Records
import Testing

@Suite("What can be typed", .serialized, .timeLimit(.minutes(1)))
struct HelpTests {
  @Test("every command has a help that says how it is used, on standard output with status 0")
  func help() async throws {
    let root = try await copycost("--help")
    #expect(root.status == .exited(0))
    #expect(root.errors.isEmpty)
    let commands = try #require(root.output.split(separator: "SUBCOMMANDS:").last)
      .split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }.filter { $0 != "See" }
    #expect(Set(["sweep", "serve", "connect", "export", "list", "lab"]).isSubset(of: commands))
    for command in commands {
      for arguments in [[command, "--help"], ["help", command]] {
        let help = try await end(of: start(arguments))
        #expect(help.status == .exited(0))
        #expect(help.output.contains("USAGE: copycost \(command)"))
        #expect(help.output.contains("OVERVIEW: ") && help.errors.isEmpty)
        // A default is shown as it is typed, not as the program holds it.
        #expect(!help.output.contains("Argument("), "\(command)")
      }
    }
  }

  @Test("defaults are shown as they are typed")
  func defaults() async throws {
    let run = try await copycost("run", "--help").output
    for value in ["64Ki", "256Ki", "10s", "150ms"] { #expect(run.contains("(default: \(value))"), "\(run)") }
  }

  @Test("without arguments it shows the help, with --version the version")
  func bare() async throws {
    #expect(try await copycost().output.contains("USAGE: copycost"))
    let version = try await copycost("--version")
    #expect(version.status == .exited(0))
    #expect(version.output == "\(copycostVersion)\n")
  }

  @Test("list names every primitive, peer, link and preset; --verbose also the calls of each primitive")
  func list() async throws {
    let plain = try await copycost("list")
    #expect(plain.status == .exited(0) && plain.errors.isEmpty)
    #expect(!plain.output.contains("call: "))
    let verbose = try await copycost("list", "--verbose")
    #expect(verbose.status == .exited(0))
    for (name, call) in [
      ("two-copy (A1)", "send("), ("one-copy (A2)", "sendmsg("), ("zero-copy (A3)", "MSG_ZEROCOPY"),
      ("contiguous", "send("), ("read", "recv("), ("truncate", "MSG_TRUNC"),
    ] {
      #expect(plain.output.contains("  \(name) "), "\(name)")
      let section = try #require(verbose.output.split(separator: "  \(name) ").dropFirst().first)
      // Up to the next name, which alone is not indented by more than two spaces.
      let lines = section.split(separator: "\n").dropFirst().prefix { $0.hasPrefix("   ") }
      #expect(lines.contains { $0.contains("call: ") && $0.contains(call) }, "\(name): \(lines)")
      #expect(lines.contains { $0.contains("memory: ") }, "\(name)")
    }
    for name in Peers.names + Links.names + Presets.names + ["null"] { #expect(plain.output.contains(name)) }
    for metric in ["goodput", "cycles", "cpu_ns_per_byte"] {
      #expect(verbose.output.contains("  \(metric) "))
    }
  }
}
