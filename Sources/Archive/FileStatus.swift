import Foundation
import SystemPackage

/// What stat(2) says of a file: which one it is, of what type and how long.
package struct FileStatus: Sendable {
  /// Two names with the same identity are one file, be they hard links, symbolic links or other spellings.
  package struct Identity: Hashable, Sendable {
    let device: DeviceID
    let inode: Inode
  }

  package let identity: Identity
  package let type: FileType
  package let byteCount: Int64

  /// Follows links; nil when there is nothing, or nothing that this user may see.
  package init?(_ path: String) {
    guard let status = try? Stat(FilePath(path)) else { return nil }
    self.init(status)
  }

  /// Of what an open descriptor refers to; nil when it is closed.
  package init?(descriptor: Int32) {
    guard let status = try? Stat(FileDescriptor(rawValue: descriptor)) else { return nil }
    self.init(status)
  }

  private init(_ status: Stat) {
    identity = Identity(device: status.deviceID, inode: status.inode)
    type = status.type
    byteCount = status.size
  }
}

/// A path with every link in it followed, so that two spellings of one place are equal.
package enum ResolvedPath {
  /// The most links that Linux follows in one path (path_resolution(7)).
  private static let mostLinks = 40

  /// The absolute path; what is not there yet stays as it was typed.
  package static func of(_ path: String) -> String {
    let isAbsolute = path.hasPrefix("/")
    var todo = (isAbsolute ? path : FileManager.default.currentDirectoryPath + "/" + path)
      .split(separator: "/")[...]
    var done: [Substring] = []
    var links = 0
    while let name = todo.popFirst() {
      switch name {
      case ".": continue
      case "..": _ = done.popLast()
      default:
        let place = "/" + (done + [name]).joined(separator: "/")
        guard links < mostLinks,
          let target = try? FileManager.default.destinationOfSymbolicLink(atPath: place)
        else {
          done.append(name)
          continue
        }
        links += 1
        if target.hasPrefix("/") { done = [] }
        todo = (target.split(separator: "/") + todo)[...]
      }
    }
    return "/" + done.joined(separator: "/")
  }
}
