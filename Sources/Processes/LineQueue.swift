/// Lines a child process has written and nobody has read yet, cut from the bytes as they arrive.
struct LineQueue {
  private let limits: ChildProcess.Limits
  private var lines: [String] = []
  private var nextIndex = 0
  private var queuedBytes = 0
  private var partialLine: [UInt8] = []

  init(limits: ChildProcess.Limits) {
    self.limits = limits
  }

  /// Which limit the bytes exceeded.
  enum Excess: Error {
    case line
    case queue
  }

  /// Adds what arrived; lines complete before the excess are kept.
  mutating func append(_ bytes: [UInt8]) throws(Excess) {
    var rest = bytes[...]
    while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
      try extendLine(rest[..<newline])
      finishLine()
      rest = rest[(newline + 1)...]
    }
    try extendLine(rest)
    guard queuedBytes <= limits.queuedBytes else { throw .queue }
  }

  /// Takes what came after the last newline for a line, unless there is nothing.
  mutating func finish() {
    if !partialLine.isEmpty { finishLine() }
  }

  /// The oldest line, without its newline.
  mutating func next() -> String? {
    guard nextIndex < lines.count else { return nil }
    let line = lines[nextIndex]
    queuedBytes -= line.utf8.count
    nextIndex += 1
    // Dropped in bulk: removing the first element each time would move all the others.
    if nextIndex == lines.count || nextIndex >= 1024 {
      lines.removeFirst(nextIndex)
      nextIndex = 0
    }
    return line
  }

  private mutating func extendLine(_ bytes: ArraySlice<UInt8>) throws(Excess) {
    guard partialLine.count + bytes.count <= limits.lineBytes else {
      partialLine = []
      throw .line
    }
    partialLine.append(contentsOf: bytes)
  }

  private mutating func finishLine() {
    let line = String(decoding: partialLine, as: UTF8.self)
    queuedBytes += line.utf8.count
    lines.append(line)
    partialLine.removeAll(keepingCapacity: true)
  }
}

extension ChildProcess {
  /// What a child may make the director keep in memory.
  package struct Limits: Sendable {
    /// Longest line of stdout in bytes; a child that writes a longer one is killed.
    package var lineBytes: Int
    /// Lines written and not yet read, in bytes; a child that exceeds it is killed.
    package var queuedBytes: Int
    /// The end of stderr that is kept for messages, in bytes.
    package var errorTailBytes: Int

    package init(lineBytes: Int = 16 << 20, queuedBytes: Int = 64 << 20, errorTailBytes: Int = 8 << 10) {
      self.lineBytes = lineBytes
      self.queuedBytes = queuedBytes
      self.errorTailBytes = errorTailBytes
    }
  }
}
