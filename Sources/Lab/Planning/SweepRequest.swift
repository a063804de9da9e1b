import Analysis
import Records

/// A sweep as typed: axes and settings, before they are checked and multiplied into cells.
package struct SweepRequest: Sendable {
  package var primitives = Defaults.primitives
  /// As typed; nil for the usual one, where the sweep has it.
  package var baseline: String?
  package var peers: [String] = []
  package var receives = [Defaults.receive]
  package var messageBytes = [256, 4 << 10, 64 << 10, 1 << 20]
  package var flows = [1, 2, 4, 8]
  package var links = ["loopback"]
  package var receiveBufferBytes = [256 << 10]
  /// As typed; `footprintBytes` is what they come to on this machine.
  package var footprints: [Footprint] = [.hot]
  /// Nil for hot memory.
  package var footprintBytes: [Int?] = [nil]
  /// TCP_NOTSENT_LOWAT of the sending sockets; nil leaves the host's default.
  package var notsentLowatBytes: [Int?] = [nil]
  package var options = CellOptions()
  /// Whether the congestion control was asked for by name, so that it may not be replaced.
  package var congestionIsTyped = false
  package var rounds = 10
  package var windowNanoseconds: UInt64 = 400_000_000
  package var warmup = Plan.Warmup.pilot(minimumNanoseconds: 150_000_000)
  package var repetition = Plan.Repetition()
  /// A/A pairs: cells that run a second time under another label, for the noise floor.
  package var twins = TwinCells.fewestPairs
  package var seed: UInt64 = 0
  package var instruments: Instruments?
  /// Whether a short proof run of each primitive follows the rounds.
  package var makesLedgers = true
  package var variants = [Plan.Variant(name: Cell.defaultVariant, path: "")]

  package init() {}

  /// Most flows of a cell; more threads than this say nothing about moving bytes.
  package static let maximumFlows = 1024
  /// Largest message: the buffers of 1024 flows must still fit into memory.
  package static let maximumMessageBytes = 1 << 30
}
