import FoundationEssentials

/// The time of day, for people and archives; never for measuring.
package enum WallClock {
  /// Nanoseconds since 1970.
  package static func unixNanoseconds() -> Int64 {
    Int64(Date.now.timeIntervalSince1970 * 1e9)
  }
}
