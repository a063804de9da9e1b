/// Runs the program in a network namespace that a living process holds, through nsenter(1).
///
/// The rewritten program keeps its process id: nsenter changes namespaces and calls exec, without a fork.
package struct Nsenter: Launcher {
  /// Path of nsenter, or its name for a look-up in PATH.
  package var program: String
  /// File that names the network namespace: /proc/PID/ns/net, /proc/PID/fd/N, /run/netns/NAME.
  package var network: String
  /// File that names the user namespace the network namespace belongs to; nil where the caller may enter as it is.
  package var user: String?

  package init(network: String, user: String? = nil, program: String = "nsenter") {
    self.network = network
    self.user = user
    self.program = program
  }

  package func rewrite(_ arguments: [String]) -> [String] {
    var rewritten = [program]
    if let user {
      // Credentials stay: setgroups, which nsenter would call, is denied in a namespace made without privilege.
      rewritten += ["--user=\(user)", "--preserve-credentials"]
    }
    return rewritten + ["--net=\(network)", "--"] + arguments
  }
}
