import ArgumentParser
import Foundation
import Lab
import Records
import Tables

/// The axes of a sweep: every combination of their values is a cell.
struct SweepAxes: ParsableArguments {
  @Option(
    help:
      "Send primitives, comma-separated; `copycost list` names them. Default \(Defaults.primitives.joined(separator: ","))."
  )
  var primitive: String?

  @Option(
    help:
      "The primitive that the others are compared with, one of those of --primitive. Default \(Defaults.baseline), where the sweep has it. With --variant each build is compared with the first instead."
  )
  var baseline: String?

  @Option(help: "Receive primitives, comma-separated. Default \(Defaults.receive).")
  var receive: String?

  @Option(
    help:
      "Message sizes: a list (64,4Ki), a range by doubling (64..1Mi) or by a factor (64..4Ki:x4). Default 256,4Ki,64Ki,1Mi."
  )
  var size: String?

  @Option(help: "Flows (connections with a thread at each end): a list or a range. Default 1,2,4,8.")
  var flows: String?

  @Option(
    help:
      "Links, comma-separated: loopback (default), veth, or auto (veth where namespaces are allowed, else loopback)."
  )
  var link: String?

  @Option(help: "Bytes the receiving application asks for at once: a list or a range. Default 256Ki.")
  var receiveBuffer: String?

  @Option(
    help:
      "Memory that messages cycle through: hot (one message a flow), llc (half of the last-level cache), cold (twice it), or sizes. Default hot."
  )
  var footprint: String?

  @Option(
    help:
      "TCP_NOTSENT_LOWAT of the sending sockets: sizes, or none for the host's default. A sender waits while this much is unsent. Default none."
  )
  var notsentLowat: String?

  @Option(help: "Other tools run as cells inside our rounds, comma-separated; `copycost list` names them.")
  var peer: String?

  @Option(help: "Another build of the worker as NAME=PATH; repeat it for several.")
  var variant: [VariantArgument] = []

  @Option(
    help: "Take sizes, flows and primitives from a published table.", completion: .file(extensions: ["csv"]))
  var like: String?

  @Option(
    help: ArgumentHelp(
      "Read a column of the table of --like so: HEADER=ROLE, repeated for several; as for `report --against`.",
      valueName: "header=role"))
  var column: [String] = []

  /// Whether none was typed; builds apart, which whoever resumes a sweep has to name again.
  var isEmpty: Bool {
    [primitive, baseline, receive, size, flows, link, receiveBuffer, footprint, notsentLowat, peer, like]
      .allSatisfy {
        $0 == nil
      }
      && column.isEmpty
  }

  /// Overrides what the preset says with what was typed.
  func apply(to request: inout SweepRequest) throws {
    if like == nil, !column.isEmpty {
      throw UsageError.columnWithoutTable(option: "--like")
    }
    if let like {
      let grid = try PublishedGrid(contentsOf: like, choices: column.map { try PublishedChoice(parsing: $0) })
      note("read of \(like): \(grid.mapping.joined(separator: "; "))")
      request.messageBytes = grid.messageBytes
      request.flows = grid.flows
      request.primitives = grid.primitives
    }
    if let primitive { request.primitives = words(primitive) }
    if let baseline { request.baseline = baseline }
    if let receive { request.receives = words(receive) }
    if let peer { request.peers = words(peer) }
    if let link { request.links = words(link) }
    if let size { request.messageBytes = try Axis.sizes(size, flag: "--size") }
    if let flows { request.flows = try Axis.counts(flows, flag: "--flows") }
    if let receiveBuffer {
      request.receiveBufferBytes = try Axis.sizes(receiveBuffer, flag: "--receive-buffer")
    }
    if let footprint { request.footprints = try Footprint.list(footprint, flag: "--footprint") }
    if let notsentLowat {
      request.notsentLowatBytes = try Axis.sizesOrNone(notsentLowat, flag: "--notsent-lowat")
    }
    if !variant.isEmpty { request.variants = variant.map(\.variant) }
  }

  private func note(_ line: String) {
    try? FileHandle.standardError.write(contentsOf: Data("note: \(line)\n".utf8))
  }

  private func words(_ text: String) -> [String] {
    text.split(separator: ",").map { $0.trimmingPrefix { $0 == " " } }.map(String.init)
  }
}
