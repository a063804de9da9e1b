import Archive
import Foundation
import Kernel
import Processes
import Records
import SystemPackage
import Wire

/// The one place that turns the errors of libraries and of the kernel into our one line.
package enum PlainFailure {
  /// - Parameter effect: what it means; for errors that are ours already, they say so themselves.
  package static func operationError(
    _ error: any Error, effect: String = "the command ended there"
  ) -> OperationError {
    if let ours = error as? OperationError { return ours }
    if let ours = SampleArchive.operationError(error) { return ours }
    if let failure = error as? WorkerFailure {
      return OperationError(
        "the \(failure)", effect: effect,
        remedy: "Try again; `copycost doctor` shows what this machine allows")
    }
    if let failure = error as? ChildFailure {
      return OperationError("\(failure)", effect: effect, remedy: "Run that program by hand to see why")
    }
    if let errno = error as? Errno { return operationError(errno, at: nil, effect) }
    if error is CocoaError || error is POSIXError { return foundation(error as NSError, effect) }
    return OperationError(
      oneLine("\(error)"), effect: effect, remedy: "Try again, and report it if it happens again")
  }

  /// An error of Foundation: the file it is about, and the errno below it.
  private static func foundation(_ error: NSError, _ effect: String) -> OperationError {
    let below = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError } ?? error
    let path =
      error.userInfo[NSFilePathErrorKey] as? String ?? (error.userInfo[NSURLErrorKey] as? URL)?.path
    guard below.domain == NSPOSIXErrorDomain else {
      let words = oneLine(error.localizedDescription)
      return OperationError(
        [path, words].compactMap(\.self).joined(separator: ": "), effect: effect,
        remedy: "Check the path and its permissions")
    }
    return operationError(Errno(rawValue: Int32(below.code)), at: path, effect)
  }

  private static func operationError(_ errno: Errno, at path: String?, _ effect: String) -> OperationError {
    let cause = [path, errno.description].compactMap(\.self).joined(separator: ": ")
    guard let limit = ResourceLimit.behind(errno) else {
      return OperationError(cause, effect: effect, remedy: remedy(errno))
    }
    return OperationError("\(cause), \(limit.words)", effect: effect, remedy: limit.raise)
  }

  private static func remedy(_ errno: Errno) -> String {
    switch errno {
    case .readOnlyFileSystem: "Mount that file system for writing, or name another place"
    case .permissionDenied, .notPermitted: "Check owner and permissions, or run it as root"
    case .noSpace, .diskQuotaExceeded: "Free space there, or name another place"
    case .noSuchFileOrDirectory, .notDirectory: "Check the path"
    case .noMemory: "End other programs, or use fewer --flows"
    default: "Check the path and its file system"
    }
  }

  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
