import CLinux
import Glibc
import Records

/// Where tracefs says a tracepoint and one of its fields are.
struct TracepointFormat: Hashable, Sendable {
  /// The number by which perf_event_open(2) knows the tracepoint.
  var identifier: UInt64
  /// Of the field inside a raw record.
  var offset: Int
  var size: Int

  /// Reads the description of a tracepoint.
  ///
  /// Source: events/NAME/format below tracefs; mounted privately for the reading where it is not mounted.
  init(event: String, field: String) throws(Unavailable) {
    var text = [CChar](repeating: 0, count: 1 << 16)
    let length = cl_read_tracefs("events/\(event)/format", &text, text.count)
    guard length >= 0 else {
      throw Unavailable("tracefs does not show \(event)", errno: Int32(-length))
    }
    let bytes = text.prefix(Int(length)).map { UInt8(bitPattern: $0) }
    try self.init(text: String(decoding: bytes, as: UTF8.self), field: field)
  }

  /// Reads lines such as `ID: 1234` and `field:int len; offset:16; size:4; signed:1;`.
  init(text: String, field: String) throws(Unavailable) {
    var identifier: UInt64?
    var place: (offset: Int, size: Int)?
    for line in text.split(separator: "\n") {
      let words = line.split { $0 == " " || $0 == "\t" || $0 == ";" }
      if words.first == "ID:", words.count > 1 { identifier = UInt64(words[1]) }
      guard line.contains("field:"), let name = line.split(separator: ";").first?.split(separator: " ").last,
        name == field
      else { continue }
      let numbers = Dictionary(
        words.compactMap { word in
          let parts = word.split(separator: ":")
          return parts.count == 2 ? Int(parts[1]).map { (parts[0], $0) } : nil
        }, uniquingKeysWith: { first, _ in first })
      if let offset = numbers["offset"], let size = numbers["size"] { place = (offset, size) }
    }
    guard let identifier, let place, [1, 2, 4, 8].contains(place.size), (0..<65536).contains(place.offset)
    else {
      throw Unavailable("the description of the tracepoint has no field \(field)")
    }
    self.identifier = identifier
    offset = place.offset
    size = place.size
  }
}
