import Records

/// What one sample says: its class, and whether a softirq was being carried out.
struct ClassifiedSample: Hashable, Sendable {
  /// nil for a kernel address while the kernel hides its symbols.
  var profileClass: ProfileClass?
  var isInSoftirq: Bool
}

/// Tells the class of samples by the functions on their call chains; remembers every address it has looked up.
struct SampleClassifier {
  private struct Frame {
    var rule: KernelFunctionClasses.Rule?
    var isKnown: Bool
    var entersSoftirq: Bool
  }

  private let symbols: KernelSymbols?
  private let gather: Range<UInt64>
  private var frames: [UInt64: Frame] = [:]

  /// - Parameters:
  ///   - symbols: nil while the kernel hides them.
  ///   - gather: addresses of the memcpy that flow threads call.
  init(symbols: KernelSymbols?, gather: Range<UInt64>) {
    self.symbols = symbols
    self.gather = gather
  }

  /// - Parameter isOurProcess: whether user addresses are those of this process.
  mutating func classify(_ sample: borrowing PerfSample, isOurProcess: Bool = true) -> ClassifiedSample {
    switch sample.mode {
    case .user:
      let isGather = isOurProcess && gather.contains(sample.address)
      return ClassifiedSample(profileClass: isGather ? .userGather : .otherUser, isInSoftirq: false)
    case .elsewhere:
      return ClassifiedSample(profileClass: .unknown, isInSoftirq: false)
    case .kernel:
      guard symbols != nil else { return ClassifiedSample(profileClass: nil, isInSoftirq: false) }
      return classifyKernel(sample)
    }
  }

  private mutating func classifyKernel(_ sample: borrowing PerfSample) -> ClassifiedSample {
    var nearest: ProfileClass?
    var enclosing: ProfileClass?
    var isInterrupted = false
    var isInSoftirq = false
    let leaf = frame(sample.address)
    var isLeaf = true
    for address in [sample.address] + sample.stack.dropFirst() {
      // A caller's address is where it goes on: the call lies before it, perhaps in another function.
      let frame = isLeaf ? leaf : frame(address &- 1)
      isLeaf = false
      if frame.entersSoftirq { isInSoftirq = true }
      switch frame.rule {
      case .withCallees(let found):
        if enclosing == nil, !isInterrupted { enclosing = found }
      case .function(let found):
        nearest = nearest ?? found
      case .interruption:
        nearest = nearest ?? .softirq
        isInterrupted = true
      case .caller, nil:
        break
      }
    }
    guard leaf.isKnown else { return ClassifiedSample(profileClass: .unknown, isInSoftirq: isInSoftirq) }
    return ClassifiedSample(profileClass: enclosing ?? nearest ?? .other, isInSoftirq: isInSoftirq)
  }

  private mutating func frame(_ address: UInt64) -> Frame {
    if let known = frames[address] { return known }
    let functions = symbols?.functions(at: address) ?? []
    let frame = Frame(
      rule: functions.lazy.compactMap { KernelFunctionClasses.rule(for: $0) }.first,
      isKnown: !functions.isEmpty,
      entersSoftirq: functions.contains { KernelFunctionClasses.entersSoftirq($0) })
    frames[address] = frame
    return frame
  }
}
