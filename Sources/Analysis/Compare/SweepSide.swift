import Records

/// One side of an unpaired comparison: sweeps of one build or machine, each a replicate.
package struct SweepSide: Sendable {
  /// What tables call it: the archive's name.
  package var name: String
  /// One per sweep.
  package var sweeps: [SampleTable]
  /// Facts of each sweep's host, in the same order.
  package var hosts: [HostFacts]

  package init(name: String, sweeps: [SampleTable], hosts: [HostFacts] = []) {
    self.name = name
    self.sweeps = sweeps
    self.hosts = hosts
  }
}
