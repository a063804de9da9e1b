import Records

/// The few lines of C that make a primitive's calls, from what it says of them and from what was seen of its gathering.
enum ExplainCode {
  static func lines(_ explanation: Explanation) -> [String] {
    var lines: [String] = []
    if explanation.sender.calls.contains(where: { $0.contains("MSG_ZEROCOPY") }) {
      lines.append("setsockopt(fd, SOL_SOCKET, SO_ZEROCOPY, &one, sizeof one);  // once")
    }
    if explanation.subject.ledger[.gather]?.low ?? 0 >= 0.5 {
      lines.append("for (i = 0; i < \(explanation.subject.cell.options.fields); i++)")
      lines.append("  memcpy(buffer + offset[i], field[i], length[i]);")
    }
    lines += explanation.sender.calls.map(line)
    lines.append("")
    lines += explanation.receiver.calls.map(line)
    return lines
  }

  /// `name(FLAGS), remark` as a call with its arguments.
  static func line(_ call: String) -> String {
    guard let open = call.firstIndex(of: "("), let close = call[open...].firstIndex(of: ")") else {
      return "\(call);"
    }
    let name = String(call[..<open])
    let flags = String(call[call.index(after: open)..<close])
    let remark = call[call.index(after: close)...].drop { $0 == "," || $0 == " " }
    let arguments = arguments[name].map { "fd, \($0), \(flags)" } ?? flags
    return "\(name)(\(arguments));" + (remark.isEmpty ? "" : "  // \(remark)")
  }

  private static let arguments = [
    "send": "buffer, bytes", "sendmsg": "&message", "recv": "buffer, bytes", "recvmsg": "&message",
  ]
}
