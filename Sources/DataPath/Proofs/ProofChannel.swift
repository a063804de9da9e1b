import CLinux
import Glibc
import Kernel
import SystemPackage

/// What both ends of a proof say to each other about its steps: numbers over a connection of their own.
package struct ProofChannel: Sendable {
  private let descriptor: Int32
  private let deadline: UInt64

  /// - Parameter deadline: an instant of `MonotonicClock` after which every call throws `.timedOut`.
  package init(descriptor: Int32, deadline: UInt64) {
    self.descriptor = descriptor
    self.deadline = deadline
  }

  package func send(_ numbers: [UInt64]) throws(FlowFailure) {
    let bytes = numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
    var done = 0
    while done < bytes.count {
      let result = bytes.withUnsafeBytes {
        cl_send(descriptor, $0.baseAddress! + done, bytes.count - done, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      done += try advance(result, waitingFor: POLLOUT)
    }
  }

  package func receive(_ count: Int) throws(FlowFailure) -> [UInt64] {
    var bytes = [UInt8](repeating: 0, count: count * 8)
    var done = 0
    while done < bytes.count {
      let result = bytes.withUnsafeMutableBytes {
        cl_recv(descriptor, $0.baseAddress! + done, $0.count - done, Int32(MSG_DONTWAIT))
      }
      if result == 0 {
        throw FlowFailure(call: "the other end of the proof is gone", errno: .connectionReset)
      }
      done += try advance(result, waitingFor: POLLIN)
    }
    return (0..<count).map { index in
      (0..<8).reduce(0) { $0 | UInt64(bytes[index * 8 + $1]) << UInt64($1 * 8) }
    }
  }

  /// Bytes moved, or 0 after having waited.
  private func advance(_ result: Int, waitingFor events: Int32) throws(FlowFailure) -> Int {
    guard result < 0 else { return result }
    let error = Errno(rawValue: Int32(-result))
    if error == .interrupted { return 0 }
    guard error == .wouldBlock else { throw FlowFailure(call: "proof channel", errno: error) }
    let remaining = MonotonicClock.remaining(until: deadline)
    guard remaining > 0, cl_poll(descriptor, events, remaining) != 0 else {
      throw FlowFailure(call: "proof channel", errno: .timedOut)
    }
    return 0
  }
}
