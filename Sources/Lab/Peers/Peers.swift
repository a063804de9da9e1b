/// The peers that `--peer` knows, in the order in which `list` and tables show them.
package enum Peers {
  package static let all: [any Peer] = [
    CLoop(primitive: "two-copy"),
    CLoop(primitive: "one-copy"),
    CLoop(primitive: "zero-copy"),
    CLoop(primitive: "contiguous"),
    Iperf3(zerocopy: false),
    Iperf3(zerocopy: true),
  ]

  package static var names: [String] { all.map(\.name) }

  /// The peer of that name; nil when there is none.
  package static func named(_ name: String) -> (any Peer)? {
    all.first { $0.name == name }
  }
}
