import ArgumentParser
import Lab
import Processes
import Records
import Sessions

/// What there is to choose from, as the worker beside `copycost` and this build know it.
struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List send and receive primitives, peers, links, presets and metrics.")

  @Flag(help: "Also the system calls and memory of each primitive, and the metrics.")
  var verbose = false

  func run() async throws {
    let (description, _) = try await LocalWorker.describe(path: Installation.worker())
    section("Send primitives", description.senders)
    section("Receive primitives", description.receivers)
    Screen.show("Peers")
    for peer in Peers.all { line(peer.name, peer.summary) }
    Screen.show("\nLinks")
    for link in Links.all { line(link.name, link.summary) }
    line(AutomaticLink.name, "veth where namespaces are allowed, else loopback")
    Screen.show("\nPresets\n  \(Presets.names.joined(separator: ", "))")
    guard verbose else { return }
    Screen.show("\nMetrics")
    for metric in description.metrics {
      line(metric.name, "\(metric.unit), \(metric.source.rawValue): \(metric.summary)")
    }
  }

  private func section(_ title: String, _ primitives: [PrimitiveDescription]) {
    Screen.show(title)
    for primitive in primitives {
      let aliases = primitive.aliases.isEmpty ? "" : " (\(primitive.aliases.joined(separator: ", ")))"
      line(primitive.name + aliases, primitive.summary)
      guard verbose else { continue }
      for call in primitive.calls { line("", "call: \(call.text)") }
      line("", "memory: \(primitive.memoryAndContents)")
    }
    Screen.show("")
  }

  private func line(_ name: String, _ text: String) {
    Screen.show("  \(name.padding(to: 26)) \(text)")
  }
}

extension String {
  /// The text followed by spaces up to a width.
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
