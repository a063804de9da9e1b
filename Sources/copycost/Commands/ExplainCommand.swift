import ArgumentParser
import Lab
import Records
import Report

/// The data path of one message, measured: where it is copied, by whom, and what a primitive pays to avoid a copy.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show where one message is copied, by whom, and what that costs: all measured now.",
    discussion: """
      Takes a few timed samples in turns with two-copy, then proves the copies in a run of its own: sources are \
      overwritten while a message is queued or delivered, a child process is watched while it sends, completions are \
      awaited one by one, and the receive copy is traced where that is permitted.
      """)

  @Argument(help: "Send primitive; `copycost list` names them.")
  var primitive: String

  @Option(help: "loopback, veth, or auto (veth where namespaces are allowed, else loopback).")
  var link = "loopback"

  @Option(help: "Receive primitive.")
  var receive = "read"

  @Option(help: "Message size.")
  var size = SizeArgument(bytes: 64 << 10)

  @Option(help: "text, mermaid or json.")
  var format = ExplainFormat.text

  @OptionGroup(title: "Sockets and threads") var sockets: SocketArguments
  @OptionGroup(title: "Sockets and threads") var threads: ThreadArguments

  func run() async throws {
    let worker = try Installation.worker()
    let (description, cpus) = try await LocalWorker.describe(path: worker)
    var request = SweepRequest()
    request.primitives = [primitive]
    request.receives = [receive]
    request.messageBytes = [size.bytes]
    request.flows = [1]
    request.links = [link]
    sockets.apply(to: &request.options)
    request.options.pinning = threads.pin
    guard description.senders.first(where: { $0.name == primitive })?.movesNothing != true else {
      throw UsageError.movesNothing(primitive: primitive)
    }
    let links = LinkPool(worker: worker)
    do {
      let caveats = try await AutomaticLink.resolve(&request.links, pool: links)
      let typed = try PlanBuilder(description: description, cpus: cpus).plan(request)
      let facts = await LinkFacts.read([typed.cells[0].link], pool: links, worker: worker)
      let plan = try SocketBufferChoice.granted(
        typed, HostFacts(facts: description.host.facts + facts))
      let explanation = try await Interruption.cancelling { [description] in
        try await ExplainRun(cell: plan.cells[0], worker: worker, links: links).run(
          description, caveats: caveats + SweepCaveats.of(plan, cpus: cpus, host: description.host))
      }
      await links.closeAll()
      Screen.show(format.render(explanation), terminator: "")
    } catch {
      await links.closeAll()
      throw error
    }
  }
}

/// How an explanation is written.
enum ExplainFormat: String, ExpressibleByArgument, CaseIterable {
  case text, mermaid, json

  func render(_ explanation: Explanation) -> String {
    switch self {
    case .text: ExplainReport.text(explanation)
    case .mermaid: ExplainReport.mermaid(explanation)
    case .json: ExplainReport.json(explanation)
    }
  }
}
