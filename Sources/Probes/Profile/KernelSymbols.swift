import Glibc
import Records
import Synchronization

/// The functions of the running kernel by address.
///
/// Source: /proc/kallsyms, proc_kallsyms(5); 120,000 functions here, read once per process.
final class KernelSymbols: Sendable {
  private let text: [UInt8]
  /// Ascending.
  private let addresses: [UInt64]
  /// Where the name of each address begins in `text`.
  private let names: [UInt32]

  /// - Throws: when there is no function, or all addresses are 0 because the kernel hides them.
  init(_ text: [UInt8]) throws(Unavailable) {
    var found: [(address: UInt64, name: UInt32)] = []
    found.reserveCapacity(text.count / 45)
    var isHidden = false
    text.withUnsafeBufferPointer { text in
      var offset = 0
      while let symbol = Self.nextFunction(in: text, &offset) {
        if symbol.address == 0 { isHidden = true } else { found.append(symbol) }
      }
    }
    guard !found.isEmpty else {
      throw Unavailable(isHidden ? Self.hiddenReason() : "/proc/kallsyms names no function")
    }
    // The kernel's own functions are in order; those of modules follow in the order of loading.
    found.sort { $0.address < $1.address }
    self.text = text
    addresses = found.map(\.address)
    names = found.map(\.name)
  }

  private static let ofThisKernel = Mutex<Obtained<KernelSymbols>?>(nil)

  static func shared() -> Obtained<KernelSymbols> {
    ofThisKernel.withLock { known in
      if let known { return known }
      let read: Obtained<KernelSymbols>
      do throws(Unavailable) {
        read = .success(try KernelSymbols(try ProcFile("/proc/kallsyms").bytes()))
      } catch {
        read = .failure(error)
      }
      known = read
      return read
    }
  }

  static func hiddenReason(
    kptrRestrict: String? = try? readText("/proc/sys/kernel/kptr_restrict"),
    paranoid: String? = try? readText("/proc/sys/kernel/perf_event_paranoid")
  ) -> String {
    func word(_ text: String?) -> String { text?.filter { !$0.isWhitespace } ?? "unreadable" }
    return "all addresses in /proc/kallsyms are 0 (kptr_restrict=\(word(kptrRestrict)), "
      + "perf_event_paranoid=\(word(paranoid)), no CAP_SYSLOG)"
  }

  /// All names of the function an address lies in, without what the compiler added (`.isra.0`, `.cold`); none
  /// for an address before the first function or far behind the last.
  func functions(at address: UInt64) -> [String] {
    var (low, high) = (0, addresses.count)
    while low < high {
      let middle = (low + high) / 2
      if addresses[middle] <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0, address - addresses[low - 1] < Self.longestFunction else { return [] }
    let start = addresses[low - 1]
    var functions: [String] = []
    while low > 0, addresses[low - 1] == start {
      low -= 1
      functions.append(name(at: Int(names[low])))
    }
    return functions
  }

  /// No function is longer; an address behind this is in code without symbols.
  private static let longestFunction: UInt64 = 1 << 20

  private func name(at offset: Int) -> String {
    let end = UInt8(ascii: " ")
    let name = text[offset...].prefix { $0 > end && $0 != UInt8(ascii: ".") }
    return String(decoding: name, as: UTF8.self)
  }

  /// `ffffffff81000000 T name<tab>[module]`: the next line whose type letter is that of code.
  private static func nextFunction(
    in text: UnsafeBufferPointer<UInt8>, _ offset: inout Int
  ) -> (address: UInt64, name: UInt32)? {
    while offset < text.count {
      var address: UInt64 = 0
      while offset < text.count, text[offset] != UInt8(ascii: " ") {
        let digit = text[offset]
        address = address << 4 | UInt64(digit > 57 ? (digit | 32) - 87 : digit &- 48)
        offset += 1
      }
      let (letter, name) = (offset + 1, offset + 3)
      guard name < text.count else { return nil }
      offset = name
      while offset < text.count, text[offset] != UInt8(ascii: "\n") { offset += 1 }
      offset += 1
      if [UInt8(ascii: "t"), UInt8(ascii: "w")].contains(text[letter] | 32) {
        return (address, UInt32(name))
      }
    }
    return nil
  }
}
