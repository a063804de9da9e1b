/// A way to start a program somewhere else by rewriting its argument list: the worker speaks over stdin and stdout.
///
/// Adding one: a file in this folder, and the link that starts its ends through it.
package protocol Launcher: Sendable {
  /// The argument list that runs `arguments` at this launcher's place; the first element is the program.
  func rewrite(_ arguments: [String]) -> [String]
}

/// Runs the program where the director runs.
package struct DirectLauncher: Launcher {
  package init() {}

  package func rewrite(_ arguments: [String]) -> [String] { arguments }
}
