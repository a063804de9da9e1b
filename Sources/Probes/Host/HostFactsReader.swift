import Records

/// Reads what the figures of this host depend on, with a reason for everything that cannot be read.
package struct HostFactsReader: Sendable {
  let tree: FactTree
  let device: String?

  /// - Parameters:
  ///   - root: where `proc` and `sys` are found.
  ///   - device: the device that carries the data, in the network namespace of the calling thread.
  package init(root: String = "/", device: String? = nil) {
    tree = FactTree(root: root)
    self.device = device
  }

  /// Every fact there is, always in the same order.
  package func read() -> HostFacts {
    HostFacts(
      facts: cpuFacts() + memoryFacts() + kernelFacts() + sysctlFacts() + processFacts() + packetSocketFacts()
        + deviceFacts())
  }
}

/// The files under `proc` and `sys` of one machine, or of a directory that looks like one.
struct FactTree: Sendable {
  /// Ends in a slash.
  let root: String

  init(root: String) {
    self.root = root.hasSuffix("/") ? root : root + "/"
  }

  /// The file without white space at its ends.
  func text(_ path: String) throws(Unavailable) -> String {
    // A reason names the path as it is on every machine.
    trimmed(try ProcFile(root + path, shownAs: "/" + path).text())
  }

  /// A fact that is a whole file, in one line.
  func fact(_ name: String, _ path: String) -> HostFacts.Fact {
    fact(name) { () throws(Unavailable) in
      try text(path).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  func fact(_ name: String, _ value: () throws(Unavailable) -> String) -> HostFacts.Fact {
    do throws(Unavailable) {
      let value = try value()
      return value.isEmpty ? HostFacts.Fact(name, unavailable: "empty") : HostFacts.Fact(name, value)
    } catch {
      return HostFacts.Fact(name, error)
    }
  }

  /// The word in brackets of a choice such as `always [madvise] never`.
  func choice(_ name: String, _ path: String) -> HostFacts.Fact {
    fact(name) { () throws(Unavailable) in
      let text = try text(path)
      guard let first = text.firstIndex(of: "["), let last = text.firstIndex(of: "]"), first < last else {
        return text
      }
      return String(text[text.index(after: first)..<last])
    }
  }

  func names(in path: String) -> [String] {
    directoryEntries(root + path)
  }
}

/// How many CPUs a list such as `0-3,8` names.
func cpuListCount(_ list: String) throws(Unavailable) -> Int {
  var count = 0
  for range in list.split(separator: ",") {
    guard let range = cpuRange(range) else { throw Unavailable("CPU list \(list) is not understood") }
    count += range.count
  }
  return count
}

private func trimmed(_ text: String) -> String {
  let start = text.drop(while: \.isWhitespace)
  guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return String(start[...end])
}
