import Foundation
import Records

/// Values kept as JSON text in one column: canonical, so that equal values are equal texts.
enum StoredJSON {
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func value<T: Decodable>(_ type: T.Type, _ text: String) throws -> T {
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch {
      throw OperationError(
        "a stored \(type) cannot be understood (\(text.prefix(80)))",
        effect: "this part of the archive is unreadable",
        remedy: "Read it with the copycost that wrote it: see the column version of the table sweep")
    }
  }

  /// Options as stored, with today's default for every option that did not exist when they were stored.
  static func options(_ text: String) throws -> CellOptions {
    let stored = try value([String: JSONScalar].self, text)
    let defaults = try value([String: JSONScalar].self, try self.text(CellOptions()))
    return try value(CellOptions.self, try self.text(defaults.merging(stored) { _, stored in stored }))
  }
}

/// One option's value as JSON knows it.
enum JSONScalar: Codable {
  case integer(Int64)
  case number(Double)
  case flag(Bool)
  case text(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let integer = try? container.decode(Int64.self) {
      self = .integer(integer)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .integer(let integer): try container.encode(integer)
    case .number(let number): try container.encode(number)
    case .flag(let flag): try container.encode(flag)
    case .text(let text): try container.encode(text)
    }
  }
}
