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

  /// The growth of a counter between the edges, summed over the threads; one thread without it leaves none
  /// for all.
  func reading(
    _ metric: Metric, _ side: Side, value: (String) throws(Unavailable) -> UInt64
  ) -> Reading {
    guard opening.count == threads.count, closing.count == threads.count else {
      return Reading(metric, side, unavailable: "window was not read at both edges")
    }
    guard !threads.isEmpty else { return Reading(metric, side, unavailable: "no flow threads") }
    do throws(Unavailable) {
      var growths: [UInt64] = []
      for index in threads.indices {
        let first = try value(try opening[index].get())
        let last = try value(try closing[index].get())
        growths.append(
          try ForeignNumber.growth(from: first, to: last, "counter of thread \(threads[index])"))
      }
      return Reading(metric, side, Double(try ForeignNumber.sum(growths, "counter of all threads")))
    } catch {
      return Reading(metric, side, unavailable: error.reason)
    }
  }
}
