import ArgumentParser
import Records

/// One size in bytes as typed: `64`, `256Ki`, `1Mi`.
struct SizeArgument: ExpressibleByArgument {
  var bytes: Int

  init(bytes: Int) {
    self.bytes = bytes
  }

  init?(argument: String) {
    guard let size = MessageSize(parsing: argument) else { return nil }
    self.bytes = size.bytes
  }
}

extension SizeArgument: CustomStringConvertible {
  /// As help prints a default: `64Ki`.
  var description: String { MessageSize(bytes).description }
}

extension Pinning: ExpressibleByArgument {}
