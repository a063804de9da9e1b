import CLinux
import Glibc
import Records
import Testing

@testable import Probes

@Suite("CPU samples", .serialized)
struct ProfileSamplerTests {
  private func scope(_ threads: [Int32], machine: Bool = false) -> ProbeScope {
    ProbeScope(
      side: .sender, threads: threads, sockets: [], readsMachine: machine,
      instruments: Instruments(profile: true))
  }

  /// Samples a thread that runs `body` until the window is over.
  private func profile(
    machine: Bool = false, name: String = "cc-send-0", _ body: @escaping @Sendable () -> Void
  ) -> [Reading] {
    let (start, end) = (Gate(), Gate())
    let worker = Worker(name: name) {
      start.wait()
      body()
      end.wait()
    }
    #expect(start.holds([worker]))
    var probe = ProfileSampler(scope: scope([worker.identifier], machine: machine))
    probe.prepare()
    probe.open()
    start.letThrough(1)
    while !end.holds([worker]) { usleep(1000) }
    probe.close()
    end.letThrough(1)
    worker.join()
    return probe.readings()
  }

  @Test("memcpy is user gather, arithmetic is other user code, and all shares add up to 1")
  func userCode() throws {
    let copying = profile {
      let source = UnsafeMutableRawPointer.allocate(byteCount: 1 << 20, alignment: 64)
      let target = UnsafeMutableRawPointer.allocate(byteCount: 1 << 20, alignment: 64)
      memset(source, 1, 1 << 20)
      let end = threadNanoseconds() + 200_000_000
      while threadNanoseconds() < end { for _ in 0..<20 { memcpy(target, source, 1 << 20) } }
      source.deallocate()
      target.deallocate()
    }
    let burning = profile { burn(milliseconds: 200) }
    #expect(try #require(copying.value(ProfileClass.userGather.metric)) > 0.5)
    #expect(try #require(burning.value(ProfileClass.userGather.metric)) < 0.1)
    #expect(try #require(burning.value(ProfileClass.otherUser.metric)) > 0.5)
    for readings in [copying, burning] {
      #expect(readings.map(\.metric) == ProfileMetrics.all.map(\.name))
      #expect(try #require(readings.value(ProfileMetrics.samples)) > 50)
      let shares = readings.prefix(ProfileClass.allCases.count)
      if shares.allSatisfy({ $0.value != nil }) {
        #expect(abs(shares.reduce(0) { $0 + ($1.value ?? 0) } - 1) < 1e-9)
      }
    }
  }

  @Test("a busy loop of somebody else is other work of the machine")
  func busyLoop() throws {
    let child = try Child(["sh", "-c", "while :; do :; done"])
    defer {
      child.signal(SIGKILL)
      child.wait()
    }
    var probe = ProfileSampler(scope: scope([currentThread()], machine: true))
    probe.prepare()
    probe.open()
    usleep(300_000)
    probe.close()
    let machine = probe.readings().filter { $0.side == .machine }
    #expect(machine.map(\.metric) == ProfileMetrics.all.map(\.name))
    let other = try #require(machine.value(ProfileClass.other.metric))
    let samples = try #require(machine.value(ProfileMetrics.samples))
    // Had it a CPU to itself it would be all of one; a share of it is certain.
    #expect(other * samples > 30)
  }

  @Test("so many samples are taken as the CPU time of the thread asks for")
  func rate() throws {
    let readings = profile { burn(milliseconds: 300) }
    let samples = try #require(readings.value(ProfileMetrics.samples))
    let period = try #require(readings.value(ProfileMetrics.period))
    // A virtual machine that is stopped for a while owes samples for that time.
    #expect(samples * period > 0.6 * 300e6 && samples * period < 1.6 * 300e6)
    #expect(readings.value(ProfileMetrics.lost) == 0)
  }

  @Test("threads that cannot be sampled have reasons only")
  func refused() {
    var probe = ProfileSampler(scope: scope([1 << 30]))
    probe.prepare()
    probe.open()
    probe.close()
    let readings = probe.readings()
    #expect(readings.map(\.metric) == ProfileMetrics.all.map(\.name))
    #expect(readings.allSatisfy { $0.reason == "thread 1073741824 has ended (ESRCH)" })
    let unopened = ProfileSampler(scope: scope([])).readings()
    #expect(unopened.map(\.metric) == ProfileMetrics.all.map(\.name))
    #expect(unopened.allSatisfy { $0.value == nil })
  }

  @Test("a window without a sample has none to share out")
  func noSample() throws {
    let readings = ProfileTally().readings(.sender, clock: .cpuClock, symbols: nil, gather: nil)
    #expect(readings.value(ProfileMetrics.samples) == 0)
    #expect(readings.reading(ProfileClass.other.metric)?.reason == "no sample fell into the window")
    var broken = ProfileTally()
    broken.add(PerfRecordCounts(undecodable: 12))
    #expect(
      broken.readings(.sender, clock: .cpuClock, symbols: nil, gather: nil).allSatisfy {
        $0.reason == "12 bytes of the sample ring could not be decoded"
      })
  }

  @Test("cycles cannot see a halted CPU and say so")
  func idle() {
    var tally = ProfileTally()
    tally.add(ClassifiedSample(profileClass: .tcpIP, isInSoftirq: false), isOwnThread: true)
    let readings = tally.readings(.machine, clock: .cycles, symbols: nil, gather: nil)
    #expect(readings.reading(ProfileClass.idle.metric)?.reason == "a halted CPU has no cycles to sample")
    #expect(readings.value(ProfileClass.tcpIP.metric) == 1)
  }

  @Test("nothing is sampled unless somebody asks")
  func notAsked() {
    var probe = ProfileSampler(scope: ProbeScope(side: .sender, threads: [currentThread()], sockets: []))
    probe.prepare()
    probe.open()
    probe.poll()
    probe.close()
    #expect(probe.readings().isEmpty)
    #expect(probe.caveats().isEmpty)
  }

  @Test("memcpy is bounded by the mapping it lies in")
  func gatherCode() throws {
    let maps = "1000-2000 r--p 0 00:00 0 /a\n2000-5000 r-xp 0 00:00 0 /a\n9000-9800 r-xp 0 00:00 0\n"
    #expect(try GatherCode.addresses(of: 0x2100, in: maps) == 0x2100..<0x3100)
    #expect(try GatherCode.addresses(of: 0x9100, in: maps) == 0x9100..<0x9800)
    #expect(throws: Unavailable("memcpy lies in a mapping that cannot be executed")) {
      try GatherCode.addresses(of: 0x1800, in: maps)
    }
    #expect(throws: Unavailable("memcpy lies in no mapping of /proc/self/maps")) {
      try GatherCode.addresses(of: 0x8000, in: maps)
    }
    #expect(try GatherCode.addresses().get().lowerBound == cl_memcpy_address())
  }
}
