import Glibc
import Synchronization
import SystemPackage

/// Standard output or standard error, written so that no failure ends the process and none is lost.
///
/// `print` hides failures, and `FileHandle.write` of Foundation traps on them.
package final class StandardStream: Sendable {
  package static let output = StandardStream(.standardOutput)
  package static let error = StandardStream(.standardError)

  /// What became of a text.
  package enum Outcome: Equatable, Sendable {
    case written
    /// The reader of the pipe has ended, as `head -1` does: there is nobody left to tell.
    case readerLeft
    /// Not all of the text was written.
    case failed(Errno)
  }

  private struct State {
    var readerLeft = false
    /// The last text found no room in time: the next ones do not wait again.
    var isStalled = false
    var failure: Errno?
  }

  private let descriptor: FileDescriptor
  /// Held while a text is written, so that texts of several threads do not mix.
  private let state = Mutex(State())

  init(_ descriptor: FileDescriptor) {
    self.descriptor = descriptor
  }

  /// 1 or 2.
  package var number: Int32 { descriptor.rawValue }

  /// Why a text could not be written, since the process began; nil when all were, or when the reader left.
  package var failure: Errno? { state.withLock { $0.failure } }

  /// Writes a text at once, without a buffer; waits for a slow reader. Never throws and never traps.
  @discardableResult
  package func write(_ text: String) -> Outcome {
    state.withLock { write(text, &$0) }
  }

  /// Writes a short text, or drops it when a pipe stays full: what is measured does not wait for who reads along.
  ///
  /// - Parameters:
  ///   - patience: milliseconds to wait for room, once until there is room again.
  ///   - isLast: whether nothing follows, so that the wait is worth it again.
  /// - Returns: `.failed(.wouldBlock)` for a text that was dropped.
  @discardableResult
  package func writeOrDrop(_ text: String, patience: Int32 = 1000, isLast: Bool = false) -> Outcome {
    state.withLock { state in
      // A pipe with room has it for PIPE_BUF bytes at least (pipe(7)).
      state.isStalled = !Self.hasRoom(descriptor, within: state.isStalled && !isLast ? 0 : patience)
      return state.isStalled ? .failed(.wouldBlock) : write(text, &state)
    }
  }

  private func write(_ text: String, _ state: inout State) -> Outcome {
    // A full disk may have room again, but a reader does not come back.
    guard !state.readerLeft else { return .readerLeft }
    do throws(Errno) {
      try Self.writeAll(Array(text.utf8), to: descriptor)
      return .written
    } catch {
      switch error {
      case .brokenPipe, .connectionReset:
        state.readerLeft = true
        return .readerLeft
      default:
        state.failure = state.failure ?? error
        return .failed(error)
      }
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: FileDescriptor) throws(Errno) {
    var left = bytes[...]
    while !left.isEmpty {
      do {
        left = left.dropFirst(try left.withUnsafeBytes { try descriptor.write($0) })
      } catch {
        switch error as? Errno ?? .ioError {
        // Whoever shares the stream with us may have set O_NONBLOCK.
        case .wouldBlock: _ = hasRoom(descriptor, within: -1)
        case let failure: throw failure
        }
      }
    }
  }

  /// Also true where a write would fail at once.
  private static func hasRoom(_ descriptor: FileDescriptor, within milliseconds: Int32) -> Bool {
    var wait = pollfd(fd: descriptor.rawValue, events: Int16(POLLOUT), revents: 0)
    return poll(&wait, 1, milliseconds) != 0
  }
}

// MARK: - At the start of a process

extension StandardStream {
  /// Makes descriptors 0, 1 and 2 safe to use; has to be called before anything else is opened.
  ///
  /// A closed one is opened on /dev/null. The next file that is opened would get its number otherwise, and an
  /// archive that is descriptor 2 receives all messages for standard error (open(2): "lowest-numbered").
  package static func prepareAll() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) == -1 {
      // A directory cannot be written and takes the number just as well, where there is no /dev/null.
      if open("/dev/null", O_RDWR) == -1 { _ = open("/", O_RDONLY | O_DIRECTORY) }
    }
    ChildProcessHygiene.ignoreBrokenPipe()
    ChildProcessHygiene.ignoreFileSizeLimit()
  }
}
