import Kernel
import SystemPackage

/// The first bytes of every data connection: the job's token and the number of the flow.
///
/// A connection without the token is closed and counted; its bytes never enter a figure.
enum Handshake {
  /// 32 hexadecimal digits and a flow number of 8.
  static let byteCount = 40
  /// A connection that says nothing for this long is a stranger.
  static let patienceNanoseconds: UInt64 = 1_000_000_000

  static func introduce(_ socket: borrowing Socket, token: String, flow: Int, deadline: UInt64) throws(Errno)
  {
    let digits = String(flow, radix: 16)
    let number = String(repeating: "0", count: 8 - digits.count) + digits
    try socket.writeAll(Array((token + number).utf8), deadline: deadline)
  }

  /// The flow a connection says it is; nil for a stranger.
  static func recognise(_ socket: borrowing Socket, token: String, flows: Int, deadline: UInt64) -> Int? {
    let patience = min(deadline, MonotonicClock.now() + patienceNanoseconds)
    guard let bytes = try? socket.readExactly(count: byteCount, deadline: patience),
      bytes.prefix(32).elementsEqual(token.utf8),
      let flow = Int(String(decoding: bytes.suffix(8), as: UTF8.self), radix: 16), (0..<flows).contains(flow)
    else { return nil }
    return flow
  }
}
