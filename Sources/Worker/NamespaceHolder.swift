import CLinux
import Glibc
import Kernel
import SystemPackage

/// Holds two network namespaces for as long as its stdin stays open.
///
/// Prints one line of JSON, `{"pid":..,"user":..,"sender_fd":..,"receiver_fd":..}`: the namespaces are
/// /proc/PID/fd/N, and with `"user":true` both belong to the user namespace /proc/PID/ns/user, made because the caller
/// lacks CAP_SYS_ADMIN. When refused it prints `{"error":"EPERM","step":".."}` and ends with status 1.
///
/// The director holds the other end of stdin. When it dies, by whatever means, the read below ends, the process exits,
/// and the kernel removes the namespaces with everything in them. PR_SET_PDEATHSIG would not do: it fires
/// when the *thread* that started this process ends (prctl(2)), and the director starts it from a thread pool.
package enum NamespaceHolder {
  /// Runs until end of file on stdin; answers the exit status.
  ///
  /// Must be called while the process has one thread: unshare(CLONE_NEWUSER) is EINVAL otherwise (unshare(2)).
  package static func run() -> Int32 {
    StandardStream.prepareAll()
    do throws(Refusal) {
      let user = try enterFirstNamespace()
      let sender = try currentNetworkNamespace()
      try unshare(newNetworkNamespace, "unshare(CLONE_NEWNET)")
      let receiver = try currentNetworkNamespace()
      say(
        """
        {"pid":\(getpid()),"user":\(user),"sender_fd":\(sender.rawValue),"receiver_fd":\(receiver.rawValue)}
        """)
    } catch {
      say("{\"error\":\"\(error.name)\",\"step\":\"\(error.step)\"}")
      return 1
    }
    while readLine() != nil {}
    return 0
  }

  private struct Refusal: Error {
    var name: String
    var step: String

    init(_ errno: Errno, _ step: String) {
      self.name = names[errno] ?? "errno \(errno.rawValue)"
      self.step = step
    }
  }

  // The ways in which unshare(2), open(2) and writes to uid_map (user_namespaces(7)) refuse.
  private static let names: [Errno: String] = [
    .notPermitted: "EPERM", .permissionDenied: "EACCES", .invalidArgument: "EINVAL", .noSpace: "ENOSPC",
    .noSuchFileOrDirectory: "ENOENT", .noMemory: "ENOMEM", .noFunction: "ENOSYS",
    .tooManyOpenFiles: "EMFILE",
  ]
  private static let newUserNamespace = Int32(CL_NEW_USER_NAMESPACE)
  private static let newNetworkNamespace = Int32(CL_NEW_NETWORK_NAMESPACE)

  /// Makes the first network namespace, inside a new user namespace where that is needed; says whether it was.
  private static func enterFirstNamespace() throws(Refusal) -> Bool {
    // Tried, not derived from the user id: root in a container may lack CAP_SYS_ADMIN.
    let direct = cl_unshare(newNetworkNamespace)
    if direct == 0 { return false }
    guard Errno(rawValue: -direct) == .notPermitted else {
      throw Refusal(Errno(rawValue: -direct), "unshare(CLONE_NEWNET)")
    }
    let (user, group) = (geteuid(), getegid())
    try unshare(newUserNamespace, "unshare(CLONE_NEWUSER)")
    // Without CAP_SETGID in the parent, gid_map may be written only once setgroups is denied (user_namespaces(7)).
    try write("deny", to: "/proc/self/setgroups")
    // Mapped to root, because a program started by any other user loses the capabilities that `ip` needs.
    try write("0 \(user) 1", to: "/proc/self/uid_map")
    try write("0 \(group) 1", to: "/proc/self/gid_map")
    try unshare(newNetworkNamespace, "unshare(CLONE_NEWNET) in a user namespace")
    return true
  }

  private static func unshare(_ flag: Int32, _ step: String) throws(Refusal) {
    let result = cl_unshare(flag)
    guard result == 0 else { throw Refusal(Errno(rawValue: -result), step) }
  }

  private static func currentNetworkNamespace() throws(Refusal) -> FileDescriptor {
    let path: FilePath = "/proc/self/ns/net"
    do {
      return try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
    } catch {
      throw Refusal(error as? Errno ?? .ioError, "open \(path)")
    }
  }

  private static func write(_ text: String, to path: FilePath) throws(Refusal) {
    do {
      let file = try FileDescriptor.open(path, .writeOnly, options: .closeOnExec)
      // The kernel takes a map in one write only.
      try file.closeAfter { _ = try file.writeAll(text.utf8) }
    } catch {
      throw Refusal(error as? Errno ?? .ioError, "write \(path)")
    }
  }

  private static func say(_ line: String) {
    // Fails only when the director is gone, which the read that follows finds out.
    StandardStream.output.write("\(line)\n")
  }
}
