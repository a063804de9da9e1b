import CLinux
import Records

extension HostFactsReader {
  func memoryFacts() -> [HostFacts.Fact] {
    [
      tree.fact("memory.total_bytes") { () throws(Unavailable) in try meminfo("MemTotal") },
      // True for this moment only, as the prefix says.
      tree.fact("now.memory.available_bytes") { () throws(Unavailable) in try meminfo("MemAvailable") },
      tree.choice("memory.transparent_hugepage", "sys/kernel/mm/transparent_hugepage/enabled"),
    ]
  }

  private func meminfo(_ name: String) throws(Unavailable) -> String {
    for line in try tree.text("proc/meminfo").split(separator: "\n") where line.hasPrefix("\(name):") {
      guard let word = line.split(whereSeparator: \.isWhitespace).dropFirst().first else { continue }
      let named = "\(name) of /proc/meminfo"
      return String(try ForeignNumber.product(try ForeignNumber.count(word, named), 1024, named))
    }
    throw Unavailable("/proc/meminfo has no \(name)")
  }

  func kernelFacts() -> [HostFacts.Fact] {
    [
      tree.fact("kernel.release", "proc/sys/kernel/osrelease"),
      tree.fact("kernel.version", "proc/sys/kernel/version"),
    ] + configurationFacts() + [
      tree.fact("clocksource", "sys/devices/system/clocksource/clocksource0/current_clocksource"),
      tree.fact("virtualization") { () throws(Unavailable) in try virtualization() },
      tree.fact("load_average", "proc/loadavg"),
    ]
  }

  /// How the kernel was built to account CPU time, from /proc/config.gz or /boot.
  private func configurationFacts() -> [HostFacts.Fact] {
    let configuration = kernelConfiguration()
    func option(_ fact: String, _ value: (String) throws(Unavailable) -> String) -> HostFacts.Fact {
      tree.fact(fact) { () throws(Unavailable) in try value(try configuration.get()) }
    }
    return [
      option("kernel.cpu_accounting") { text throws(Unavailable) in
        let known = ["TICK_CPU_ACCOUNTING", "VIRT_CPU_ACCOUNTING_GEN", "VIRT_CPU_ACCOUNTING_NATIVE"]
        guard let set = known.first(where: { text.contains("CONFIG_\($0)=y") }) else {
          throw Unavailable("kernel configuration names none of \(known.joined(separator: ", "))")
        }
        return set
      },
      option("kernel.irq_time_accounting") { text throws(Unavailable) in
        text.contains("CONFIG_IRQ_TIME_ACCOUNTING=y") ? "on" : "off"
      },
      option("kernel.hz") { text throws(Unavailable) in
        for line in text.split(separator: "\n") where line.hasPrefix("CONFIG_HZ=") {
          return String(line.dropFirst("CONFIG_HZ=".count))
        }
        throw Unavailable("kernel configuration has no CONFIG_HZ")
      },
    ]
  }

  private func kernelConfiguration() -> Obtained<String> {
    let compressed = gzipText(tree.root + "proc/config.gz")
    if case .success = compressed { return compressed }
    if let release = try? tree.text("proc/sys/kernel/osrelease"),
      let text = try? tree.text("boot/config-\(release)")
    {
      return .success(text)
    }
    return .failure(Unavailable("neither /proc/config.gz nor /boot/config-RELEASE can be read"))
  }

  private func gzipText(_ path: String) -> Obtained<String> {
    // Kernel configurations are below 300 KiB; one cut at 4 MiB would still hold what is asked for.
    let capacity = 4 << 20
    var length: Int64 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      buffer.withMemoryRebound(to: CChar.self) {
        length = cl_read_gzip(path, $0.baseAddress, Int64(capacity))
      }
      count = max(0, Int(length))
    }
    guard length > 0 else { return .failure(Unavailable("cannot read \(path)", errno: Int32(-length))) }
    return .success(String(decoding: bytes, as: UTF8.self))
  }

  /// The hypervisor's name where firmware or the clock source tells it; `none` only where the CPU is not a
  /// guest's.
  private func virtualization() throws(Unavailable) -> String {
    if let type = try? tree.text("sys/hypervisor/type") { return type }
    let clock = try? tree.text("sys/devices/system/clocksource/clocksource0/available_clocksource")
    let words = try tree.text("proc/cpuinfo").split(whereSeparator: \.isWhitespace)
    let firmware = (try? tree.text("sys/class/dmi/id/sys_vendor")) ?? ""
    if let clock, clock.contains("kvm-clock") { return "kvm" }
    if let clock, clock.contains("hyperv") { return "hyper-v" }
    guard words.contains("hypervisor") else {
      // Only x86 has the flag; elsewhere its absence says nothing.
      if words.contains("vendor_id") { return "none" }
      throw Unavailable("/proc/cpuinfo of this architecture does not tell a guest from a host")
    }
    return firmware.isEmpty ? "guest of an unnamed hypervisor" : "guest, firmware by \(firmware)"
  }
}
