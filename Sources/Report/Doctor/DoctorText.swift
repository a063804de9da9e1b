import Analysis

/// What `doctor` prints for people: the grade, what can be measured, what would spoil a figure.
package struct DoctorText {
  private let report: DoctorReport

  package init(_ report: DoctorReport) {
    self.report = report
  }

  /// Sections separated by blank lines, each line at most `width` wide where words allow.
  package func text(width: Int = 100) -> String {
    let sections = [[grade], abilities(width), findings(width), quiet(width)]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var grade: String {
    let distorting = report.findings.filter { $0.weight == .distorts }.map(\.name)
    let names = distorting.isEmpty ? "" : " (\(distorting.joined(separator: ", ")))"
    return "Grade \(report.grade.rawValue): \(report.grade.meaning.rendered)\(names)"
  }

  private func abilities(_ width: Int) -> [String] {
    ["What can be measured here"]
      + report.abilities.flatMap { ability in
        var lines = entry(ability.status.rawValue, "\(ability.name): \(ability.enables.rendered)", width)
        if let reason = ability.reason { lines += entry("", reason.rendered, width) }
        if let remedy = ability.remedy { lines += entry("", "-> \(remedy.rendered)", width) }
        return lines
      }
  }

  private func findings(_ width: Int) -> [String] {
    let title = "What would spoil a figure"
    guard !report.findings.isEmpty else { return [title] + entry("", "nothing was found", width) }
    return [title]
      + report.findings.flatMap { finding in
        entry(finding.weight.rawValue, "\(finding.name): \(finding.cause.rendered)", width)
          + entry("", finding.effect.rendered, width) + entry("", "-> \(finding.remedy.rendered)", width)
      }
  }

  /// Checks without a finding, in one paragraph each.
  private func quiet(_ width: Int) -> [String] {
    var lines: [String] = []
    if !report.clear.isEmpty {
      let checks = report.clear.map { "\($0.name) (\($0.text.rendered))" }
      lines += entry("clear", checks.joined(separator: ", "), width)
    }
    for check in report.unchecked {
      lines += entry("unknown", "\(check.name): \(check.text.rendered)", width)
    }
    return lines
  }

  /// `label` is as wide as the longest of them; all lines of the text stand to its right.
  private func entry(_ label: String, _ text: String, _ width: Int) -> [String] {
    let labelWidth = 10
    let column = String(repeating: " ", count: labelWidth + 2)
    let first = "  \(label)" + String(repeating: " ", count: max(labelWidth - label.count, 1))
    return TextTable.wrapped(text, width: width - column.count).enumerated().map { index, line in
      index == 0 ? first + line : column + line
    }
  }
}
