import Kernel
import Records
import SystemPackage

/// Why a job could not be carried out: sent to the director as the cause of one lost sample.
struct JobFailure: Error, CustomStringConvertible {
  var description: String
  /// What a remedy may ask for; nil where nobody does.
  var refusal: Refusal?

  init(_ description: String, _ refusal: Refusal? = nil) {
    self.description = description
    self.refusal = refusal
  }

  /// A call that failed, with the limit behind it where there is one and what raises it.
  init(_ what: String, _ error: Errno) {
    self.init("\(what): \(Self.words(error))", Refusal(error))
  }

  /// A call on a socket that failed; an unknown congestion control by its name, for its errno is that of a missing file.
  init(_ what: String, _ error: Errno, _ options: CellOptions) {
    guard error == .noSuchFileOrDirectory else {
      self.init(what, error)
      return
    }
    self.init("\(what): the kernel has no TCP congestion control '\(options.congestion)'")
  }

  /// What an error of a call means, with the limit behind it where there is one.
  static func words(_ error: Errno) -> String {
    if error == .tooManyOpenFilesInSystem {
      return "\(error), the limit of the whole machine: raise it with `sysctl -w fs.file-max=NUMBER` as root"
    }
    guard let limit = ResourceLimit.behind(error) else { return "\(error)" }
    return "\(error), \(limit.words): \(limit.raise)"
  }
}

extension Refusal {
  /// What a remedy for a socket asks for; nil for all other errors.
  fileprivate init?(_ error: Errno) {
    switch error {
    case .addressInUse: self = .addressInUse
    case .addressNotAvailable: self = .addressNotHere
    case .connectionRefused: self = .connectionRefused
    case .permissionDenied: self = .notPermitted
    default: return nil
    }
  }
}
