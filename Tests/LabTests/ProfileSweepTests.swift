import Records
import Testing

@testable import Lab

@Suite("Profiles of real samples", .serialized)
struct ProfileSweepTests {
  /// Shares of the sending threads' samples by primitive, three rounds together, weighed by samples.
  private func profiles(_ samples: [Sample]) -> [String: (shares: [ProfileClass: Double], samples: Double)] {
    var profiles: [String: (shares: [ProfileClass: Double], samples: Double)] = [:]
    for sample in samples {
      // What a sender's pages cost may be paid for by either end: both ends' threads together.
      for side in [Side.sender, .receiver] {
        guard let count = sample.value(ProfileMetrics.samples.name, side) else { continue }
        profiles[sample.cell.primitive, default: ([:], 0)].samples += count
        for one in ProfileClass.allCases {
          guard let share = sample.value(one.metric.name, side) else { continue }
          profiles[sample.cell.primitive]?.shares[one, default: 0] += share * count
        }
      }
    }
    return profiles
  }

  private func plan(_ primitives: [String], profile: Bool) -> Plan {
    var plan = smallPlan(primitives: primitives, rounds: 3, windowMilliseconds: 300)
    plan.cells = plan.cells.map { cell in
      var cell = cell
      cell.messageBytes = 256 << 10
      return cell
    }
    plan.instruments = profile ? Instruments(profile: true) : nil
    return plan
  }

  @Test("two-copy gathers where one-copy does not; zero-copy is copied later and not at the send")
  func copies() async throws {
    let fixture = try SweepFixture()
    let (samples, _) = try await fixture.run(plan(["two-copy", "one-copy", "zero-copy"], profile: true))
    #expect(samples.allSatisfy { $0.failure == nil })
    guard samples.allSatisfy({ $0.value(ProfileClass.copyToKernel.metric.name, .sender) != nil }) else {
      // Without the right to it there are reasons, and nothing to compare.
      let readings = samples.flatMap(\.readings).filter { $0.metric == ProfileClass.copyToKernel.metric.name }
      #expect(readings.allSatisfy { ($0.value == nil) == ($0.reason != nil) })
      return
    }
    let profiles = profiles(samples)
    func share(_ primitive: String, _ one: ProfileClass) throws -> Double {
      let profile = try #require(profiles[primitive])
      return (profile.shares[one] ?? 0) / profile.samples
    }
    #expect(try share("two-copy", .userGather) > 0.02)
    #expect(try share("two-copy", .userGather) > 3 * share("one-copy", .userGather))
    #expect(try share("zero-copy", .deferredCopy) > 0.1)
    #expect(try share("zero-copy", .pagePinning) > 0)
    #expect(try share("zero-copy", .copyToKernel) < 0.02)
    for primitive in ["two-copy", "one-copy"] {
      #expect(try share(primitive, .copyToKernel) > 0.1)
      #expect(try share(primitive, .deferredCopy) < 0.02)
    }
    for sample in samples { #expect(sample.caveats.contains { $0.kind == "profiled" }) }
  }

  @Test("without being asked for, nothing is sampled")
  func off() async throws {
    let fixture = try SweepFixture()
    let (samples, _) = try await fixture.run(plan(["one-copy"], profile: false))
    #expect(samples.allSatisfy { $0.failure == nil })
    #expect(!samples.contains { $0.readings.contains { $0.metric.hasPrefix("profile_") } })
    #expect(!samples.contains { $0.caveats.contains { $0.kind == "profiled" } })
  }
}
