import Records
import SystemPackage

/// Why a job could not be carried out: sent to the director as the cause of one lost sample.
struct JobFailure: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) {
    self.description = description
  }

  /// A call on a socket that failed; an unknown congestion control by its name, for its errno is that of a missing file.
  init(_ what: String, _ error: Errno, _ options: CellOptions) {
    guard error == .noSuchFileOrDirectory else {
      self.description = "\(what): \(error)"
      return
    }
    self.description = "\(what): the kernel has no TCP congestion control '\(options.congestion)'"
  }
}
