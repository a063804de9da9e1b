import Mustache

/// Texts of the data inside HTML, so that none of them is read as markup.
struct PageText: MustacheContentType {
  /// Escapes by Unicode scalar, for text and for attributes in double quotation marks.
  ///
  /// swift-mustache escapes by `Character`, and a quotation mark with a combining accent is one that it does not know:
  /// to an HTML parser the mark still ends the attribute. Control characters, which HTML forbids, are shown as U+FFFD.
  func escapeText(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "&": escaped += "&amp;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n", "\r": escaped.unicodeScalars.append(scalar == "\r" ? "\n" : scalar)
      case _ where scalar.isForbiddenInHTML: escaped.unicodeScalars.append("\u{FFFD}")
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// JSON as the content of a script element: nothing in it can end the element or begin a comment.
  static func embedded(json: String) -> String {
    var embedded = ""
    embedded.reserveCapacity(json.utf8.count)
    // `<` and what HTML forbids stand only inside strings of JSON, where an escape means the same.
    for scalar in json.unicodeScalars {
      if scalar == "<" || scalar.isForbiddenInHTML && scalar != "\n" && scalar != "\t" && scalar != "\r" {
        for unit in String(scalar).utf16 { embedded += JSON.escape(unit) }
      } else {
        embedded.unicodeScalars.append(scalar)
      }
    }
    return embedded
  }
}

extension Unicode.Scalar {
  /// Control characters and noncharacters (WHATWG HTML, 13.2.3.5).
  fileprivate var isForbiddenInHTML: Bool {
    value < 0x20 || (0x7f...0x9f).contains(value) || (0xfdd0...0xfdef).contains(value)
      || value & 0xfffe == 0xfffe
  }
}
