import Records

/// Warnings about samples taken by a peer, one function per kind.
extension Caveat {
  /// The peer receives with another buffer than our cells of the same block.
  static func peerReceiveBuffer(peer: String, uses used: Int, instead wanted: Int) -> Caveat {
    Caveat(
      kind: "peer-receive-buffer",
      cause: "\(peer) receives \(MessageSize(used)) at a time where our cells receive \(MessageSize(wanted))",
      effect: "a ratio to it compares receivers as well as senders",
      remedy: "Use --receive-buffer \(MessageSize(used)) to give both the same buffer")
  }

  /// The peer runs all flows of an end in one thread.
  static func peerSingleThread(peer: String, flows: Int) -> Caveat {
    Caveat(
      kind: "peer-single-thread",
      cause: "\(peer) runs its \(flows) flows in one thread per end where we run \(flows) threads",
      effect: "a ratio to it compares threading as well as sending",
      remedy: "Compare with it at --flows 1")
  }

  /// The peer's own intervals do not add up to the window that was asked for.
  static func peerWindow(peer: String, measured: UInt64, wanted: UInt64) -> Caveat {
    Caveat(
      kind: "peer-window",
      cause: "\(peer) measured \(measured / 1_000_000) ms where the window is \(wanted / 1_000_000) ms",
      effect: "its sample averages over another length than ours",
      remedy: "Use a --window that is a multiple of 100ms")
  }

  /// The peer was connected so late that its warm-up was shorter than ours.
  static func peerWarmup(peer: String, measured: UInt64, wanted: UInt64) -> Caveat {
    Caveat(
      kind: "peer-warmup",
      cause:
        "\(peer) sent for \(measured / 1_000_000) ms before the window where \(wanted / 1_000_000) ms were due",
      effect: "its window may hold part of its start-up",
      remedy: "Use a longer --warmup, or a less busy machine")
  }
}
