import Records

/// Bytes that crossed the device the flows should take: proof of the path.
///
/// Source: /proc/thread-self/net/dev, proc_pid_net(5): the network namespace of the reading thread.
/// /sys/class/net shows the namespace in which sysfs was mounted and is of no use here.
package struct DeviceBytes: Probe {

  package static let metrics = SocketMetrics.device

  private let side: Side
  private let device: String?
  private let file: ProcFile?
  private var opening: Obtained<String>?
  private var closing: Obtained<String>?

  package init(scope: ProbeScope) {
    side = scope.side
    device = scope.device
    file = scope.device == nil ? nil : ProcFile("/proc/thread-self/net/dev")
  }

  package mutating func open() { opening = readEdge() }
  package mutating func close() { closing = readEdge() }

  private func readEdge() -> Obtained<String>? {
    guard let file else { return nil }
    do throws(Unavailable) {
      return .success(try file.text())
    } catch {
      return .failure(error)
    }
  }

  /// None for a path that names no device.
  package func readings() -> [Reading] {
    guard let device else { return [] }
    do throws(Unavailable) {
      guard let opening, let closing else { throw Unavailable("window was not read at both edges") }
      let first = try Self.counters(of: device, in: try opening.get())
      let last = try Self.counters(of: device, in: try closing.get())
      let name = "counter of device \(device)"
      let sent = try ForeignNumber.growth(from: first.transmitted, to: last.transmitted, name)
      let received = try ForeignNumber.growth(from: first.received, to: last.received, name)
      return [
        Reading(SocketMetrics.deviceTransmitted, side, Double(sent)),
        Reading(SocketMetrics.deviceReceived, side, Double(received)),
      ]
    } catch {
      return Self.metrics.map { Reading($0, side, unavailable: error.reason) }
    }
  }

  /// The byte counters of one line of /proc/net/dev.
  static func counters(
    of device: String, in table: String
  ) throws(Unavailable) -> (received: UInt64, transmitted: UInt64) {
    for line in table.split(separator: "\n") {
      guard let colon = line.lastIndex(of: ":") else { continue }
      guard line[..<colon].drop(while: \.isWhitespace) == device else { continue }
      let fields = line[line.index(after: colon)...].split(whereSeparator: \.isWhitespace)
      guard fields.count >= 9, let received = UInt64(fields[0]), let transmitted = UInt64(fields[8]) else {
        throw Unavailable("line of device \(device) in /proc/net/dev is not understood")
      }
      return (received, transmitted)
    }
    throw Unavailable("no device \(device) in this network namespace")
  }
}
