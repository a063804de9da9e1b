/// The performance monitoring units of a machine by name.
///
/// Source: /sys/bus/event_source/devices, Documentation/ABI/testing/sysfs-bus-event_source-devices-*.
struct PMUs: Sendable {
  struct PMU: Hashable, Sendable {
    var name: String
    /// The `type` of perf_event_attr.
    var type: UInt32
  }

  /// Every unit, by name.
  var all: [PMU]
  /// Directory of the units, without a slash at its end.
  var directory: String

  /// One unit per kind of core of a hybrid x86 CPU; none where all cores are alike.
  var coreTypes: [PMU] {
    let kinds = all.filter { ["cpu_core", "cpu_atom", "cpu_lowpower"].contains($0.name) }
    return kinds.count > 1 ? kinds : []
  }

  static let ofThisMachine = PMUs()

  init(directory: String = "/sys/bus/event_source/devices") {
    self.directory = directory
    all = directoryEntries(directory).compactMap { name in
      guard let text = try? readText("\(directory)/\(name)/type"),
        let type = UInt32(text.filter { !$0.isWhitespace })
      else { return nil }
      return PMU(name: name, type: type)
    }
  }

  /// CPUs that a PMU of one kind of core belongs to; empty where the kernel does not say.
  func cpus(of pmu: PMU) -> [Int32] {
    cpuList((try? readText("\(directory)/\(pmu.name)/cpus")) ?? "")
  }

  func named(_ name: String) -> PMU? {
    all.first { $0.name == name }
  }
}
