import Records

/// The few lines of C that make a primitive's calls, from what it says of them and from what was seen of its gathering.
enum ExplainCode {
  static func lines(_ explanation: Explanation) -> [String] {
    var lines: [String] = []
    if explanation.sender.needsZerocopySocket {
      lines.append("setsockopt(fd, SOL_SOCKET, SO_ZEROCOPY, &one, sizeof one);  // once")
    }
    if explanation.subject.ledger[.gather]?.low ?? 0 >= 0.5 {
      lines.append("for (i = 0; i < \(explanation.subject.cell.options.fields); i++)")
      lines.append("  memcpy(buffer + offset[i], field[i], length[i]);")
    }
    lines += explanation.sender.calls.map(\.code)
    lines.append("")
    lines += explanation.receiver.calls.map(\.code)
    return lines
  }
}
