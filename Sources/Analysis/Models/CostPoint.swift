/// What a cost model may explain the cost of a message with.
package struct CostPoint: Codable, Hashable, Sendable {
  /// Message size.
  package var bytes: Int
  /// Heap-allocated fields of the message.
  package var fields: Int

  package init(bytes: Int, fields: Int = 8) {
    self.bytes = bytes
    self.fields = fields
  }
}
