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
    description =
      error == .noSuchFileOrDirectory
      ? "\(what): the kernel has no TCP congestion control '\(options.congestion)'"
      : "\(what): \(Self.words(for: error))"
  }

  /// What an error of a call means where its own words do not say what to do.
  static func words(for error: Errno) -> String {
    switch error {
    case .tooManyOpenFiles: "this process may open no more files (EMFILE); raise `ulimit -n`"
    case .tooManyOpenFilesInSystem: "this machine may open no more files (ENFILE); raise fs.file-max"
    default: "\(error)"
    }
  }
}
