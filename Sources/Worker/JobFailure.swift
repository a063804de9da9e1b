import Kernel
import Records
import SystemPackage

/// Why a job could not be carried out: sent to the director as the cause of one lost sample.
struct JobFailure: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) {
    self.description = description
  }

  /// A call that failed, with the limit behind it where there is one and what raises it.
  init(_ what: String, _ error: Errno) {
    self.init("\(what): \(Self.words(error))")
  }

  /// A call on a socket that failed; an unknown congestion control by its name, for its errno is that of a missing file.
  init(_ what: String, _ error: Errno, _ options: CellOptions) {
    guard error == .noSuchFileOrDirectory else {
      self.description = "\(what): \(Self.words(error))"
      return
    }
    self.description = "\(what): the kernel has no TCP congestion control '\(options.congestion)'"
  }

  private static func words(_ error: Errno) -> String {
    guard let limit = ResourceLimit.behind(error) else { return "\(error)" }
    return "\(error), \(limit.words): \(limit.raise)"
  }
}
