/// Lists of CPUs as Linux writes them: `0-3,8`.
enum CPUList {
  static func numbers(_ list: String) throws(Unknown) -> [Int] {
    var numbers: [Int] = []
    for range in list.split(separator: ",") {
      let ends = range.split(separator: "-").map { Int($0) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last,
        last < 1 << 20
      else { throw Unknown("CPU list \(list) is not understood") }
      numbers += first...last
    }
    return numbers
  }

  /// Ascending, with ranges from three neighbours on.
  static func text(_ cpus: [Int]) -> String {
    var parts: [ClosedRange<Int>] = []
    for cpu in cpus.sorted() {
      if let last = parts.last, last.upperBound + 1 == cpu {
        parts[parts.count - 1] = last.lowerBound...cpu
      } else {
        parts.append(cpu...cpu)
      }
    }
    return parts.map { range in
      switch range.count {
      case 1: "\(range.lowerBound)"
      case 2: "\(range.lowerBound),\(range.upperBound)"
      default: "\(range.lowerBound)-\(range.upperBound)"
      }
    }.joined(separator: ",")
  }
}
