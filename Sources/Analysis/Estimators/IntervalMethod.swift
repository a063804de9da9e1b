/// How an interval was made: shown beside it, so that nobody has to guess.
package enum IntervalMethod: String, Codable, Hashable, Sendable {
  case orderStatistics = "interpolated order statistics"
  case studentT = "t over rounds"
  case blockBootstrap = "block bootstrap over rounds"
  case groupSequential = "t over rounds, group sequential"
  case wilson = "Wilson score"
}
