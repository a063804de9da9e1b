/// The largest cache of a machine as its sysfs shows it.
package struct LastLevelCache: Hashable, Sendable {
  package let bytes: Int
  /// The host fact that says so: `cpu.cache.l3`.
  package let fact: String

  /// Nil where no level has a size: some virtual machines hide their caches.
  package init?(_ host: HostFacts) {
    for fact in ["cpu.cache.l3", "cpu.cache.l2", "cpu.cache.l1d"] {
      // `32768K (CPUs 0-1)`: sysfs counts in units of 1024.
      guard let word = host[fact]?.split(separator: " ").first, let size = MessageSize(parsing: String(word))
      else { continue }
      self.bytes = size.bytes
      self.fact = fact
      return
    }
    return nil
  }
}
