import CLinux
import Foundation
import Glibc
import Synchronization
import SystemPackage

/// Why a file is not run, although it lies where copycost looks.
package struct Distrust: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Reason: Hashable, Sendable {
    case missing
    /// User id of an owner who is neither root nor the effective user.
    case owner(UInt32)
    /// Everybody may write there.
    case everybody
    /// Group id of a group whose members may write there.
    case group(UInt32)
    case notExecutable
    case tooManyLinks
  }

  /// The file or directory at which the look ended: the program itself, a link, or a directory above.
  package var path: String
  package var reason: Reason

  package var description: String {
    switch reason {
    case .missing: "\(path) does not exist"
    case .owner(let user): "\(path) belongs to user \(user)"
    case .everybody: "everybody may write to \(path)"
    case .group(let group): "group \(group) may write to \(path)"
    case .notExecutable: "\(path) is not executable"
    case .tooManyLinks: "\(path) is a chain of too many links"
    }
  }

  /// What to type so that the file is trusted; nil where the file has to be made first.
  package var remedy: String? {
    switch reason {
    case .missing, .tooManyLinks: nil
    case .owner(let user): "Run copycost as user \(user), or install it as root"
    case .everybody: writersRemedy("o-w")
    case .group: writersRemedy("g-w")
    case .notExecutable: "Type `chmod a+x \(ShellWord.quoted(path))`"
    }
  }
}

extension Distrust {
  /// A directory of others, or one that all share, stays as it is: whoever follows advice must not break it.
  private func writersRemedy(_ mode: String) -> String {
    let found = try? FilePath(path).stat(followTargetSymlink: false)
    guard let found, found.userID.rawValue == geteuid(), !found.permissions.contains(.saveText) else {
      return "Put copycost into a directory of its own, to which only you can write"
    }
    return "Type `chmod \(mode) \(ShellWord.quoted(path))`"
  }
}

/// Which files nobody but root and the effective user can have put where they are: only these run unasked.
///
/// Documentation/Security.md says what is run and argues the rules.
package enum Trust {
  /// Whether a directory may hold names that others have made.
  private enum Writers {
    case noOthers
    /// Others may add names to a sticky directory, and cannot touch ours (inode(7)).
    case stickyIsEnough
  }

  /// Looks at a program, each link on the way to it and each directory above.
  ///
  /// - Parameter path: absolute, or from the current directory.
  package static func checkProgram(_ path: String) throws(Distrust) {
    let real = try walk(path)
    // Whoever may add names beside a program may add a library that it loads from there ($ORIGIN, ld.so(8)).
    let folder = (real as NSString).deletingLastPathComponent
    try judge(folder, try stat(folder), .noOthers)
    guard FileManager.default.isExecutableFile(atPath: real) else {
      throw Distrust(path: real, reason: .notExecutable)
    }
  }

  /// Looks at a directory, everything above and everything in it: a language's modules, of which each may be run.
  package static func checkTree(_ path: String) throws(Distrust) {
    let root = try walk(path)
    try judge(root, try stat(root), .noOthers)
    for name in FileManager.default.enumerator(atPath: root) ?? .init() {
      let entry = "\(root)/\(name)"
      do throws(Distrust) {
        let found = try stat(entry)
        if found.type == .symbolicLink { _ = try walk(entry) } else { try judge(entry, found, .noOthers) }
      } catch {
        // What is not there is not run: Python renames what it compiles while another process looks.
        guard error.reason == .missing else { throw error }
      }
    }
  }

  /// Follows the links of a path by hand, judging each component; answers the path without links.
  private static func walk(_ path: String) throws(Distrust) -> String {
    let current = FileManager.default.currentDirectoryPath
    var rest = components(path.hasPrefix("/") ? path : "\(current)/\(path)")
    var at = ""
    var links = 0
    try judge("/", try stat("/"), .stickyIsEnough)
    while let name = rest.popLast() {
      if name == ".." {
        at = at.isEmpty ? "" : (at as NSString).deletingLastPathComponent
        if at == "/" { at = "" }
        continue
      }
      let next = "\(at)/\(name)"
      let found = try stat(next)
      try judge(next, found, .stickyIsEnough)
      guard found.type == .symbolicLink else {
        at = next
        continue
      }
      links += 1
      // The kernel's own limit (path_resolution(7)).
      guard links <= 40, let target = try? FileManager.default.destinationOfSymbolicLink(atPath: next) else {
        throw Distrust(path: path, reason: .tooManyLinks)
      }
      if target.hasPrefix("/") { at = "" }
      rest += components(target)
    }
    return at.isEmpty ? "/" : at
  }

  /// Names of a path, the last one first, to be taken from the end.
  private static func components(_ path: String) -> [String] {
    path.split(separator: "/").filter { $0 != "." }.reversed().map(String.init)
  }

  private static func stat(_ path: String) throws(Distrust) -> Stat {
    guard let found = try? FilePath(path).stat(followTargetSymlink: false) else {
      throw Distrust(path: path, reason: .missing)
    }
    return found
  }

  private static func judge(_ path: String, _ found: Stat, _ writers: Writers) throws(Distrust) {
    guard owners.contains(found.userID.rawValue) else {
      throw Distrust(path: path, reason: .owner(found.userID.rawValue))
    }
    // The mode of a link means nothing (symlink(7)).
    guard found.type != .symbolicLink else { return }
    let mode = found.permissions
    if found.type == .directory, writers == .stickyIsEnough, mode.contains(.saveText) { return }
    if mode.contains(.otherWrite) { throw Distrust(path: path, reason: .everybody) }
    if mode.contains(.groupWrite), !isOurs(group: found.groupID.rawValue, path) {
      throw Distrust(path: path, reason: .group(found.groupID.rawValue))
    }
  }

  /// Root, the effective user, and whoever owns `/`: in a user namespace without root's id the kernel shows that as the
  /// overflow id (user_namespaces(7)), and whoever owns `/` can replace everything.
  private static let owners: Set<UInt32> = {
    let root = try? FilePath("/").stat()
    return Set([0, geteuid()] + [root?.userID.rawValue].compactMap(\.self))
  }()

  /// Whether a group has no other member than root or the effective user: root's, and the private group that many
  /// distributions give each user together with umask 002. An access list may name others under the same bits.
  private static func isOurs(group: UInt32, _ path: String) -> Bool {
    guard unsafe cl_has_access_list(path) == 0 else { return false }
    if group == 0 { return true }
    return accounts.withLock { _ in isPrivate(group: group) }
  }

  /// getpwuid(3) and getgrgid(3) answer in memory that all threads share.
  private static let accounts = Mutex(())

  private static func isPrivate(group: UInt32) -> Bool {
    guard let user = unsafe getpwuid(geteuid()), let entry = unsafe getgrgid(group) else { return false }
    guard unsafe user.pointee.pw_gid == group else { return false }
    let name = unsafe String(cString: user.pointee.pw_name)
    guard unsafe String(cString: entry.pointee.gr_name) == name else { return false }
    guard var member = unsafe entry.pointee.gr_mem else { return true }
    while let one = unsafe member.pointee {
      guard unsafe String(cString: one) == name else { return false }
      unsafe member += 1
    }
    return true
  }
}
