/// Both ends on 127.0.0.1 in the director's own network namespace.
///
/// No device proves the path: `lo` carries everybody's traffic.
package struct LoopbackLink: Link {
  package static let name = "loopback"
  package static let summary = "both ends on 127.0.0.1; needs no privilege, data never passes a device driver"

  package static func open(worker: String) async throws -> OpenLink {
    OpenLink(sender: Endpoint(address: "127.0.0.1"), receiver: Endpoint(address: "127.0.0.1"))
  }
}
