import Records
import Testing

@testable import Probes

@Suite("Kernel symbols")
struct KernelSymbolsTests {
  private let table = """
    ffffffff81000000 T _text
    ffffffff81000000 T startup
    ffffffff81000040 t tcp_sendmsg.isra.0
    ffffffff81000080 D some_data
    ffffffff810000c0 W weak_one
    ffffffffc0000000 t veth_xmit\t[veth]
    ffffffffa0000000 t early_module\t[early]

    """

  @Test("an address has the names of the function it lies in, compiler suffixes and modules left out")
  func lookup() throws {
    let symbols = try KernelSymbols(Array(table.utf8))
    #expect(Set(symbols.functions(at: 0xffff_ffff_8100_0000)) == ["_text", "startup"])
    #expect(symbols.functions(at: 0xffff_ffff_8100_003f).count == 2)
    #expect(symbols.functions(at: 0xffff_ffff_8100_0040) == ["tcp_sendmsg"])
    #expect(symbols.functions(at: 0xffff_ffff_8100_0090) == ["tcp_sendmsg"])
    #expect(symbols.functions(at: 0xffff_ffff_8100_00c0) == ["weak_one"])
    #expect(symbols.functions(at: 0xffff_ffff_c000_0010) == ["veth_xmit"])
    #expect(symbols.functions(at: 0xffff_ffff_a000_0010) == ["early_module"])
  }

  @Test("addresses before the first and far behind a function are nobody's")
  func outside() throws {
    let symbols = try KernelSymbols(Array(table.utf8))
    #expect(symbols.functions(at: 0x1000).isEmpty)
    #expect(symbols.functions(at: 0xffff_ffff_b000_0000).isEmpty)
    #expect(symbols.functions(at: .max).isEmpty)
  }

  @Test("a table of zero addresses is refused, and the reason names kptr_restrict")
  func hidden() {
    let zeros = "0000000000000000 T _text\n0000000000000000 t tcp_sendmsg\n"
    let missing = #expect(throws: Unavailable.self) { try KernelSymbols(Array(zeros.utf8)) }
    #expect(missing?.reason.contains("kptr_restrict=") == true)
    #expect(
      KernelSymbols.hiddenReason(kptrRestrict: "1\n", paranoid: "2\n")
        == "all addresses in /proc/kallsyms are 0 (kptr_restrict=1, perf_event_paranoid=2, no CAP_SYSLOG)")
    #expect(throws: Unavailable("/proc/kallsyms names no function")) { try KernelSymbols([]) }
  }

  @Test("this kernel's functions are found, or the reason is said")
  func thisKernel() throws {
    switch KernelSymbols.shared() {
    case .success(let symbols):
      let text = try readText("/proc/kallsyms")
      let line = try #require(text.split(separator: "\n").first { $0.hasSuffix(" T tcp_sendmsg") })
      let address = try #require(UInt64(line.prefix(16), radix: 16))
      #expect(symbols.functions(at: address + 1).contains("tcp_sendmsg"))
    case .failure(let missing):
      #expect(missing.reason.contains("/proc/kallsyms"))
    }
  }
}
