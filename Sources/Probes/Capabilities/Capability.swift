import Records

/// Something a measurement may need, found out by trying it rather than from versions and settings.
///
/// Its facts are named `can.` and have the value `yes` or the reason why not. A trial leaves nothing behind
/// and takes a few milliseconds.
protocol Capability: SendableMetatype {
  /// - Parameter tree: where `proc` and `sys` are found; system calls are made on this machine in any case.
  static func facts(_ tree: FactTree) -> [HostFacts.Fact]
}

extension Capability {
  /// `yes` after a trial that throws nothing.
  static func fact(_ name: String, _ trial: () throws(Unavailable) -> Void) -> HostFacts.Fact {
    do throws(Unavailable) {
      try trial()
      return HostFacts.Fact(name, "yes")
    } catch {
      return HostFacts.Fact(name, error)
    }
  }
}
