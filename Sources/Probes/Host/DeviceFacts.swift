import CLinux
import Records

extension HostFactsReader {
  private static let features: [(name: String, feature: cl_device_feature)] = [
    ("tx_checksum", CL_DEVICE_TX_CHECKSUM),
    ("rx_checksum", CL_DEVICE_RX_CHECKSUM),
    ("scatter_gather", CL_DEVICE_SCATTER_GATHER),
    ("tso", CL_DEVICE_TSO),
    ("gso", CL_DEVICE_GSO),
    ("gro", CL_DEVICE_GRO),
    ("lro", CL_DEVICE_LRO),
  ]

  /// The device that carries the data: ioctls of netdevice(7), so that the caller's network namespace is
  /// asked.
  func deviceFacts() -> [HostFacts.Fact] {
    guard let device else {
      return [HostFacts.Fact("device.name", unavailable: "no one device carries the data")]
    }
    return [
      HostFacts.Fact("device.name", device),
      number("device.mtu", cl_device_mtu(device), device),
      tree.fact("device.driver") { () throws(Unavailable) in
        var name = [CChar](repeating: 0, count: 32)
        let result = cl_device_driver(device, &name)
        guard result >= 0 else { throw Unavailable("device \(device) names no driver", errno: -result) }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      },
    ] + Self.features.map { offload("device.\($0.name)", $0.feature, device) } + queueFacts(device)
  }

  private func number(_ name: String, _ result: Int32, _ device: String) -> HostFacts.Fact {
    guard result >= 0 else {
      return HostFacts.Fact(name, unavailable: "device \(device) does not tell (\(errorName(-result)))")
    }
    return HostFacts.Fact(name, String(result))
  }

  private func offload(_ name: String, _ feature: cl_device_feature, _ device: String) -> HostFacts.Fact {
    let result = cl_device_feature(device, Int32(feature.rawValue))
    guard result >= 0 else { return number(name, result, device) }
    return HostFacts.Fact(name, result == 1 ? "on" : "off")
  }

  private func queueFacts(_ device: String) -> [HostFacts.Fact] {
    var (receive, transmit, combined): (UInt32, UInt32, UInt32) = (0, 0, 0)
    let result = cl_device_queues(device, &receive, &transmit, &combined)
    let counts = [("rx", receive), ("tx", transmit), ("combined", combined)]
    return counts.map { number("device.queues_\($0.0)", result < 0 ? result : Int32($0.1), device) }
  }
}
