/// Runs the program behind any argument list: `ssh -T HOST --`, `srun -w NODE -n 1`, `taskset -c 3`.
///
/// Whatever is in front must hand stdin and stdout through unchanged; ssh needs `-T`, or a terminal would echo.
package struct Prefix: Launcher {
  package var arguments: [String]

  package init(_ arguments: [String]) {
    self.arguments = arguments
  }

  package func rewrite(_ arguments: [String]) -> [String] {
    self.arguments + arguments
  }
}
