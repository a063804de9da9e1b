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
      throw .baselineNotMeasured(baseline, primitives: primitives)
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
        throw .messageTooSmall(bytes: size, fields: request.options.fields)
      }
      guard size <= SweepRequest.maximumMessageBytes else {
        throw .messageTooLarge(bytes: size, most: SweepRequest.maximumMessageBytes)
      }
    }
    for flows in request.flows where flows < 1 || flows > SweepRequest.maximumFlows {
      throw .flows(flows, most: SweepRequest.maximumFlows)
    }
    try checkCounts(request)
    guard request.peers.isEmpty || request.footprintBytes.contains(nil) else { throw .peersWithoutHotMemory }
    if request.receives.isEmpty { throw .noneNamed("receive primitive", flag: "--receive") }
    if request.links.isEmpty { throw .noneNamed("link", flag: "--link") }
    if request.primitives.isEmpty, request.peers.isEmpty {
      throw .noneNamed("primitive", flag: "--primitive")
    }
  }

  private func checkCounts(_ request: SweepRequest) throws(UsageError) {
    let counts = [
      ("--fields", request.options.fields), ("--rounds", request.rounds),
      ("--messages", request.options.messagesPerFlow ?? 1),
    ]
    for (flag, value) in counts where value < 1 { throw .below(flag, value, least: 1) }
    // UIO_MAXIOV of linux/uio.h.
    guard request.options.fields <= 1024 else { throw .tooManyFields(request.options.fields, most: 1024) }
    guard request.windowNanoseconds >= 1_000_000 else {
      throw .windowTooShort(nanoseconds: request.windowNanoseconds)
    }
    for bytes in request.receiveBufferBytes where bytes < 1 || bytes > 1 << 30 {
      throw .receiveBuffer(bytes: bytes, most: 1 << 30)
    }
    for case .some(let bytes) in request.notsentLowatBytes where bytes < 1 || bytes > 1 << 30 {
      throw .unsentLimit(bytes: bytes, most: 1 << 30)
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
    throw .unknownName(flag, typed, nearest: NearestName.of(typed, among: names), known: names)
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
