/// Runs the program in a named network namespace through `ip netns exec NAME`; needs root.
///
/// It also gets a mount namespace with a /sys of its own (ip-netns(8)), so that /sys/class/net shows the right devices.
package struct IPNetns: Launcher {
  /// Name under /run/netns.
  package var name: String
  /// Path of ip, or its name for a look-up in PATH.
  package var program: String

  package init(name: String, program: String = "ip") {
    self.name = name
    self.program = program
  }

  package func rewrite(_ arguments: [String]) -> [String] {
    [program, "netns", "exec", name] + arguments
  }
}
