import Glibc

/// One malloc(3) whose pages have been touched, freed when its owner ends.
package struct HeapBuffer: ~Copyable {
  package let start: UnsafeMutableRawPointer
  package let count: Int

  /// Throws ENOMEM, and EINVAL for an empty buffer.
  package init(count: Int) throws(FlowFailure) {
    guard count > 0 else { throw FlowFailure(call: "buffer size", errno: .invalidArgument) }
    guard let memory = malloc(count) else { throw FlowFailure(call: "malloc", errno: .noMemory) }
    memset(memory, 0, count)
    start = memory
    self.count = count
  }

  deinit { free(start) }
}
