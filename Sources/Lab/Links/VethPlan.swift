import Processes
import Records

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

  /// The steps in an order in which they can run one by one.
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

extension VethPlan {
  /// Runs the steps.
  ///
  /// - Parameter sender: argument list that runs `ip` inside the sender's namespace; `receiver` likewise.
  /// - Throws: `OperationError` with the message of `ip`.
  func apply(sender: [String], receiver: [String], receiverNamespace: String) async throws {
    let steps = steps(receiverNamespace: receiverNamespace)
    // In this order: the receiver's device comes into being with the sender's.
    for (end, ip) in [(End.sender, sender), (.receiver, receiver)] {
      let batch = steps.filter { $0.end == end }.map { $0.arguments.joined(separator: " ") + "\n" }.joined()
      let outcome = try await ChildProcess.collect(ip + ["-batch", "-"], input: batch)
      guard outcome.status.isSuccess else {
        let cause = outcome.standardErrorTail.split(separator: "\n").first ?? "no message"
        throw OperationError(
          "ip \(outcome.status): \(cause)", effect: "there is no veth link",
          remedy: "Check that the kernel has the veth module (modprobe veth), or use --link loopback")
      }
    }
  }
}
