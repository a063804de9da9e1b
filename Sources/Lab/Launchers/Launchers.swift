/// The ways to start a program somewhere else.
package enum Launchers {
  /// In the order in which help names them.
  package static let all: [any Launcher.Type] = [
    DirectLauncher.self,
    Nsenter.self,
    IPNetns.self,
    Prefix.self,
  ]
}
