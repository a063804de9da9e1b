/// The `ip` commands that join two network namespaces with a veth pair.
///
/// Nothing is tuned: MTU (1500) and offloads are what the kernel gives a new pair. The peer is made
/// directly in its namespace (veth(4)), so that no device ever appears in the namespace of the host.
package struct VethPlan: Sendable {
  package enum End: String, Sendable, CaseIterable {
    case sender
    case receiver
  }

  /// One `ip` command, run inside the namespace of `end`; `arguments` come after `ip`.
  package struct Step: Hashable, Sendable {
    package var end: End
    package var arguments: [String]
  }

  // 198.18.0.0/15 is set aside for benchmarks between network devices (RFC 2544, section C.2.2): no host uses it.
  package var senderAddress = "198.18.0.1"
  package var receiverAddress = "198.18.0.2"
  package var prefixLength = 30
  /// At most 15 characters (IFNAMSIZ).
  package var senderDevice = "veth-sender"
  package var receiverDevice = "veth-receiver"

  package init() {}

  package func address(_ end: End) -> String { end == .sender ? senderAddress : receiverAddress }

  package func device(_ end: End) -> String { end == .sender ? senderDevice : receiverDevice }

  /// The steps in the order in which they must run.
  ///
  /// - Parameter receiverNamespace: the receiver's namespace as `ip link ... netns` takes it: a name or a path.
  package func steps(receiverNamespace: String) -> [Step] {
    let create = [
      "link", "add", senderDevice, "type", "veth", "peer", "name", receiverDevice, "netns", receiverNamespace,
    ]
    return [Step(end: .sender, arguments: create)]
      + End.allCases.flatMap { end in
        [
          Step(end: end, arguments: ["link", "set", "lo", "up"]),
          Step(
            end: end, arguments: ["address", "add", "\(address(end))/\(prefixLength)", "dev", device(end)]),
          Step(end: end, arguments: ["link", "set", device(end), "up"]),
        ]
      }
  }
}
