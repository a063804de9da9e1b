import Records

/// What one window carried, and the figures that follow from it: goodput and its neighbours are computed nowhere else.
///
/// The window is in nanoseconds, and its bytes are those that the receiving application got.
struct TrafficFigures {
  private let cell: Cell
  private let window: Double
  private let messages: Double
  /// Nil for a primitive that moves no bytes.
  private let bytes: Double?

  /// Messages follow from the bytes, so that a message at an edge counts by its part.
  init(_ cell: Cell, windowNanoseconds: UInt64, receivedBytes: UInt64) {
    self.cell = cell
    window = Double(windowNanoseconds)
    bytes = Double(receivedBytes)
    messages = Double(receivedBytes) / Double(cell.messageBytes)
  }

  /// The window of a primitive that moves no bytes: its sender counts the messages.
  init(_ cell: Cell, windowNanoseconds: UInt64, sentMessages: UInt64) {
    self.cell = cell
    window = Double(windowNanoseconds)
    bytes = nil
    messages = Double(sentMessages)
  }

  /// - Parameter sentBytes: what the kernel accepted in the window; nil where the sender does not tell.
  func readings(sentBytes: UInt64?) -> [Reading] {
    let sent = sentBytes.map { [traffic(TrafficMetrics.sentBytes, bytes == nil ? nil : Double($0))] } ?? []
    return [
      Reading(TrafficMetrics.window, .flow, window), Reading(TrafficMetrics.messages, .flow, messages),
      traffic(TrafficMetrics.receivedBytes, bytes),
    ] + sent + [goodput, messageInterval]
  }

  private var goodput: Reading {
    guard let bytes else { return traffic(TrafficMetrics.goodput, nil) }
    guard window > 0 else {
      return Reading(TrafficMetrics.goodput, .flow, unavailable: "the window has no length")
    }
    return Reading(TrafficMetrics.goodput, .flow, bytes * 8 / (window / 1e9))
  }

  private var messageInterval: Reading {
    guard messages > 0 else {
      return Reading(
        TrafficMetrics.messageInterval, .flow, unavailable: "no message was received in the window")
    }
    return Reading(TrafficMetrics.messageInterval, .flow, window * Double(cell.flows) / messages)
  }

  private func traffic(_ metric: Metric, _ value: Double?) -> Reading {
    value.map { Reading(metric, .flow, $0) }
      ?? Reading(metric, .flow, unavailable: "\(cell.primitive) moves no bytes")
  }
}
