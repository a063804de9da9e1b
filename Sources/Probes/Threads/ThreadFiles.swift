import Records

/// One file of /proc/self/task/TID for every flow thread, held open for both edges, and what it said at each.
struct ThreadFiles: Sendable {
  private let threads: [Int32]
  private let files: [ProcFile]
  private let limit: Int
  private var opening: [Obtained<String>] = []
  private var closing: [Obtained<String>] = []

  /// - Parameter limit: more bytes than the file of a thread ever has.
  init(threads: [Int32], name: String, limit: Int) {
    self.threads = threads
    self.limit = limit
    files = threads.map { ProcFile("/proc/self/task/\($0)/\(name)") }
  }

  mutating func open() { opening = texts() }
  mutating func close() { closing = texts() }

  /// What the files say now, in the order of the threads.
  private func texts() -> [Obtained<String>] {
    files.map { file in
      do throws(Unavailable) {
        return .success(String(decoding: try file.firstBytes(upTo: limit), as: UTF8.self))
      } catch {
        return .failure(error)
      }
    }
  }

  /// How many threads' files say something at both edges; one thread that cannot be read leaves no count for all.
  func count(
    _ metric: Metric, _ side: Side, where holds: (String) throws(Unavailable) -> Bool
  ) -> Reading {
    sum(metric, side) { (first: String, last: String) throws(Unavailable) -> UInt64 in
      guard try holds(first) else { return 0 }
      return try holds(last) ? 1 : 0
    }
  }

  /// The growth of a counter between the edges, summed over the threads; one thread without it leaves none
  /// for all.
  func reading(
    _ metric: Metric, _ side: Side, value: (String) throws(Unavailable) -> UInt64
  ) -> Reading {
    var thread = 0
    return sum(metric, side) { (first: String, last: String) throws(Unavailable) -> UInt64 in
      defer { thread += 1 }
      let (first, last) = (try value(first), try value(last))
      return try ForeignNumber.growth(from: first, to: last, "counter of thread \(threads[thread])")
    }
  }

  /// Sums what is made of the texts of both edges over the threads.
  private func sum(
    _ metric: Metric, _ side: Side, of amount: (String, String) throws(Unavailable) -> UInt64
  ) -> Reading {
    guard opening.count == threads.count, closing.count == threads.count else {
      return Reading(metric, side, unavailable: "window was not read at both edges")
    }
    guard !threads.isEmpty else { return Reading(metric, side, unavailable: "no flow threads") }
    do throws(Unavailable) {
      var growths: [UInt64] = []
      for index in threads.indices {
        growths.append(try amount(try opening[index].get(), try closing[index].get()))
      }
      return Reading(metric, side, Double(try ForeignNumber.sum(growths, "counter of all threads")))
    } catch {
      return Reading(metric, side, unavailable: error.reason)
    }
  }
}
