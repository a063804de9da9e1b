import Records

/// Whether /proc/kallsyms gives the addresses of the kernel's functions, or zeros (kptr_restrict, proc(5)).
enum KernelSymbolsCapability: Capability {
  static func facts(_ tree: FactTree) -> [HostFacts.Fact] {
    [
      fact("can.kallsyms") { () throws(Unavailable) in
        // The head suffices, for addresses are all shown or all hidden; those of per-CPU symbols may be 0.
        let bytes = try ProcFile(tree.root + "proc/kallsyms").firstBytes(upTo: 65536)
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        guard !lines.isEmpty else { throw Unavailable("/proc/kallsyms is empty") }
        let isShown = lines.contains { line in
          line.prefix { $0 != UInt8(ascii: " ") }.contains { $0 != UInt8(ascii: "0") }
        }
        guard isShown else {
          let level = (try? tree.text("proc/sys/kernel/kptr_restrict")) ?? "unreadable"
          throw Unavailable("/proc/kallsyms shows only zeros (kptr_restrict=\(level))", .hiddenSymbols)
        }
      }
    ]
  }
}
