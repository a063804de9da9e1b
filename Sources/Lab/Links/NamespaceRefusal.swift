import Foundation
import Records

/// Why the kernel refused namespaces, as a message that names the setting to change.
enum NamespaceRefusal {
  /// One setting that makes the kernel refuse, and the value that does.
  private struct Setting {
    var name: String
    var refusingValue: String
    var allowingValue: String
    var meaning: String
    /// Whether root is not bound by it.
    var sparesRoot: Bool
  }

  // Debian and Ubuntu carry the first and the last as patches; user_namespaces(7) and namespaces(7) have the others.
  private static let settings = [
    Setting(
      name: "kernel.unprivileged_userns_clone", refusingValue: "0", allowingValue: "1",
      meaning: "user namespaces are switched off for unprivileged users", sparesRoot: true),
    Setting(
      name: "user.max_user_namespaces", refusingValue: "0", allowingValue: "15000",
      meaning: "no user namespace may be made", sparesRoot: true),
    Setting(
      name: "user.max_net_namespaces", refusingValue: "0", allowingValue: "15000",
      meaning: "no network namespace may be made", sparesRoot: false),
    Setting(
      name: "kernel.apparmor_restrict_unprivileged_userns", refusingValue: "1", allowingValue: "0",
      meaning: "AppArmor takes all capabilities from unprivileged user namespaces", sparesRoot: true),
  ]

  /// The error for a holder that was refused.
  ///
  /// - Parameter error: name of the errno, as the holder prints it.
  /// - Parameter step: the call that was refused.
  /// - Parameter sysctl: reads a setting by its dotted name; nil when this kernel does not have it.
  static func error(
    _ error: String, step: String, sysctl: (String) -> String? = NamespaceRefusal.read
  ) -> OperationError {
    let found = settings.first { sysctl($0.name) == $0.refusingValue }
    let cause: String
    let remedy: String
    if let found {
      cause =
        "The kernel refused a network namespace (\(step): \(error)) because "
        + "\(found.name)=\(found.refusingValue), \(found.meaning)"
      remedy =
        "Run 'sysctl -w \(found.name)=\(found.allowingValue)' as root\(found.sparesRoot ? ", or run as root" : "")"
    } else if error == "ENOSPC" {
      cause = "The kernel refused a network namespace (\(step): ENOSPC): too many of them exist"
      remedy =
        "Raise user.max_user_namespaces and user.max_net_namespaces, also in the user namespace around this one"
    } else {
      cause = "The kernel refused a network namespace (\(step): \(error)) and no sysctl says why"
      remedy = "In a container, allow unshare(2) in its seccomp profile or grant CAP_SYS_ADMIN"
    }
    return OperationError(
      cause, effect: "there is no veth link",
      remedy: "\(remedy); or use --link loopback, which needs no namespace")
  }

  /// Value of a sysctl as this process sees it, without its newline.
  static func read(_ name: String) -> String? {
    let path = "/proc/sys/" + name.replacingOccurrences(of: ".", with: "/")
    return (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(
      in: .whitespacesAndNewlines)
  }
}
