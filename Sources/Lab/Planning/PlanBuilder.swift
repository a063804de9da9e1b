import Analysis
import Records
import Wire

/// Checks a request against what the worker can do and multiplies its axes into a plan.
package struct PlanBuilder {
  /// What the worker at hand can send and receive.
  package var senders: [PrimitiveDescription]
  package var receivers: [PrimitiveDescription]
  package var peers: [String]
  package var links: [String]
  /// CPUs the flow threads may use.
  package var cpus: Int

  package init(
    senders: [PrimitiveDescription], receivers: [PrimitiveDescription], peers: [String], links: [String],
    cpus: Int
  ) {
    self.senders = senders
    self.receivers = receivers
    self.peers = peers
    self.links = links
    self.cpus = cpus
  }

  /// The plan of a request; cells ordered by link, receive, size, flows, then primitive.
  ///
  /// - Throws: `UsageError` naming the first value that cannot be run.
  package func plan(_ request: SweepRequest) throws(UsageError) -> Plan {
    try check(request)
    let primitives = try request.primitives.map { name throws(UsageError) in
      try resolve(name, among: senders, flag: "--primitive")
    }
    let receives = try request.receives.map { name throws(UsageError) in
      try resolve(name, among: receivers, flag: "--receive")
    }
    let links = try request.links.map { name throws(UsageError) in
      try known(name, among: self.links, flag: "--link")
    }
    let peers = try request.peers.map { name throws(UsageError) in
      try known(name, among: self.peers, flag: "--peer")
    }
    var cells: [Cell] = []
    for link in links {
      for receive in receives {
        for buffer in request.receiveBufferBytes {
          for size in request.messageBytes {
            for flows in request.flows {
              var options = request.options
              options.receiveBufferBytes = buffer
              options.pinning = options.pinning.resolved(flows: flows, cpus: cpus)
              for varied in variedOptions(request, from: options) {
                // A peer sends from memory of its own, which nobody but itself can choose.
                cells += senderCells(
                  primitives: primitives, peers: varied.footprintBytes == nil ? peers : [],
                  variants: request.variants,
                  like: Cell(
                    primitive: "", receive: receive, messageBytes: size, flows: flows, link: link,
                    options: varied))
              }
            }
          }
        }
      }
    }
    cells = unique(cells)
    let baseline = try baseline(request, among: primitives)
    if let pairs = request.repetition.selfCheckPairs {
      var plan = selfCheck(request, cells: cells, pairs: pairs)
      plan.baseline = baseline
      return plan
    }
    let twins = request.twins == 0 ? [] : twins(of: cells, count: request.twins)
    var plan = Plan(
      cells: cells + twins, rounds: request.rounds, seed: request.seed,
      windowNanoseconds: request.windowNanoseconds, warmup: request.warmup,
      variants: request.variants + twinVariants(of: request.variants, used: twins))
    plan.repetition = request.repetition
    plan.instruments = request.instruments
    plan.makesLedgers = request.makesLedgers
    plan.baseline = baseline
    return plan
  }

  /// The options of one size and number of flows, once for each value of the axes that stand innermost.
  private func variedOptions(_ request: SweepRequest, from options: CellOptions) -> [CellOptions] {
    request.footprintBytes.flatMap { footprint in
      request.notsentLowatBytes.map { lowat in
        var options = options
        options.footprintBytes = footprint
        options.notsentLowatBytes = lowat
        return options
      }
    }
  }

  /// What was typed, else the usual baseline where the sweep has it.
  private func baseline(_ request: SweepRequest, among primitives: [String]) throws(UsageError) -> String? {
    guard let typed = request.baseline else { return primitives.first { $0 == Defaults.baseline } }
    let baseline = try resolve(typed, among: senders, flag: "--baseline")
    guard primitives.contains(baseline) else {
      throw UsageError(
        "--baseline \(baseline) is not among the primitives of the sweep (\(primitives.joined(separator: ", ")))",
        effect: "no primitive could be compared with it; nothing was run",
        remedy: "Add it to --primitive, or choose one of them")
    }
    return baseline
  }

  /// So many A/A pairs, dealt over the cells: each pair is one cell under two labels of its own.
  private func selfCheck(_ request: SweepRequest, cells: [Cell], pairs: Int) -> Plan {
    let own = cells.filter { !peers.contains($0.primitive) }
    var plan = Plan(
      cells: [], rounds: request.rounds, seed: request.seed, windowNanoseconds: request.windowNanoseconds,
      warmup: request.warmup, variants: [])
    plan.repetition = request.repetition
    plan.instruments = request.instruments
    for number in 0..<pairs where !own.isEmpty {
      var cell = own[number % own.count]
      let path = request.variants.first { $0.name == cell.variant }?.path ?? ""
      cell.variant = "check-\(number + 1)"
      let twin = TwinCells.twin(of: cell)
      plan.cells += [cell, twin]
      plan.variants += [
        Plan.Variant(name: cell.variant, path: path), Plan.Variant(name: twin.variant, path: path),
      ]
    }
    return plan
  }

  /// The second cells of the A/A pairs: of our own primitives only, for a peer's noise is not ours.
  private func twins(of cells: [Cell], count: Int) -> [Cell] {
    let own = cells.filter { !peers.contains($0.primitive) }
    return TwinCells.originals(among: own, count: count).prefix(count).map(TwinCells.twin)
  }

  /// A twin runs the build of its original.
  private func twinVariants(of variants: [Plan.Variant], used: [Cell]) -> [Plan.Variant] {
    variants.map { Plan.Variant(name: $0.name + TwinCells.suffix, path: $0.path) }
      .filter { variant in used.contains { $0.variant == variant.name } }
  }

  private func senderCells(
    primitives: [String], peers: [String], variants: [Plan.Variant], like cell: Cell
  ) -> [Cell] {
    var cells: [Cell] = []
    for variant in variants {
      for primitive in primitives {
        var copy = cell
        copy.primitive = primitive
        copy.variant = variant.name
        cells.append(copy)
      }
    }
    for peer in peers {
      var copy = cell
      copy.primitive = peer
      cells.append(copy)
    }
    return cells
  }

  private func unique(_ cells: [Cell]) -> [Cell] {
    var seen: Set<Cell> = []
    return cells.filter { seen.insert($0).inserted }
  }

  private func check(_ request: SweepRequest) throws(UsageError) {
    for size in request.messageBytes {
      guard size >= request.options.fields else {
        throw UsageError(
          "message size \(size) is below \(request.options.fields) fields",
          effect: "a field would be empty; nothing was run",
          remedy: "Use --size \(request.options.fields) or more, or fewer --fields")
      }
      guard size <= SweepRequest.maximumMessageBytes else {
        throw UsageError(
          "message size \(MessageSize(size)) is above \(MessageSize(SweepRequest.maximumMessageBytes))",
          effect: "nothing was run", remedy: "Use a smaller --size")
      }
    }
    for flows in request.flows where flows < 1 || flows > SweepRequest.maximumFlows {
      throw UsageError(
        "\(flows) flows", effect: "nothing was run",
        remedy: "Use --flows from 1 to \(SweepRequest.maximumFlows)")
    }
    try checkPositive(request)
  }

  private func checkPositive(_ request: SweepRequest) throws(UsageError) {
    let checks: [(Bool, String, String)] = [
      (request.options.fields >= 1, "--fields \(request.options.fields)", "Use --fields 1 or more"),
      (
        request.options.fields <= 1024, "--fields \(request.options.fields)",
        "Use at most 1024, the kernel's limit of iovec entries (UIO_MAXIOV)"
      ),
      (request.rounds >= 1, "--rounds \(request.rounds)", "Use --rounds 1 or more"),
      (
        request.windowNanoseconds >= 1_000_000, "a window of \(request.windowNanoseconds) ns",
        "Use --window 1ms or longer"
      ),
      (
        request.options.messagesPerFlow ?? 1 >= 1, "--messages \(request.options.messagesPerFlow ?? 1)",
        "Use --messages 1 or more"
      ),
      (
        request.receiveBufferBytes.allSatisfy { $0 >= 1 && $0 <= 1 << 30 }, "--receive-buffer",
        "Use 1 to 1Gi bytes"
      ),
      (
        request.peers.isEmpty || request.footprintBytes.contains(nil),
        "--peer without hot memory: a peer sends its own buffer, which", "Use --footprint hot as well"
      ),
      (
        request.notsentLowatBytes.allSatisfy { $0 ?? 1 >= 1 && $0 ?? 1 <= 1 << 30 }, "--notsent-lowat",
        "Use 1 to 1Gi bytes, or none"
      ),
      (!request.receives.isEmpty, "no receive primitive", "Name one with --receive"),
      (!request.links.isEmpty, "no link", "Name one with --link"),
      (!request.primitives.isEmpty || !request.peers.isEmpty, "no primitive", "Name one with --primitive"),
    ]
    for (holds, cause, remedy) in checks where !holds {
      throw UsageError(cause + " cannot be run", effect: "nothing was run", remedy: remedy)
    }
  }

  private func resolve(
    _ typed: String, among known: [PrimitiveDescription], flag: String
  ) throws(UsageError) -> String {
    if let match = known.first(where: { $0.name == typed || $0.aliases.contains(typed) }) {
      return match.name
    }
    return try self.known(typed, among: known.map(\.name), flag: flag)
  }

  private func known(_ typed: String, among names: [String], flag: String) throws(UsageError) -> String {
    guard !names.contains(typed) else { return typed }
    let nearest = NearestName.of(typed, among: names).map { "Did you mean \($0)? " } ?? ""
    throw UsageError(
      "\(flag) \(typed) is not known here", effect: "nothing was run",
      remedy: "\(nearest)Known: \(names.joined(separator: ", "))")
  }
}

extension PlanBuilder {
  /// A builder for what the worker beside `copycost` says it can do.
  package init(description: WorkerDescription, cpus: Int) {
    self.init(
      senders: description.senders, receivers: description.receivers, peers: Peers.names, links: Links.names,
      cpus: cpus)
  }
}
