/// Everything the doctor asks, in the order in which it answers.
enum DoctorRules {
  static let abilities: [any AbilityRule.Type] = [
    SoftwareCounters.self,
    HardwareCounters.self,
    MachineCounters.self,
    KernelSampling.self,
    KernelSymbols.self,
    Tracepoints.self,
    NetworkNamespaces.self,
    ZeroCopySends.self,
    OptionMemory.self,
    LockedMemory.self,
    IOUring.self,
    UnpacedCongestion.self,
  ]

  static let spoilers: [any SpoilerRule.Type] = [
    DebugBuild.self,
    OtherLoad.self,
    StolenTime.self,
    FlowsOverCPUs.self,
    PacedCongestion.self,
    PacketSockets.self,
    SiblingThreads.self,
    HybridCores.self,
    MemoryNodes.self,
    FrequencyGovernor.self,
    Turbo.self,
    IdleStates.self,
    HugePages.self,
    SlowClock.self,
  ]
}
