import FoundationEssentials
import Records

/// What is said once about a sweep, as JSON.
enum SweepDocument {
  static func sweep(_ sweep: Sweep) -> JSON {
    .object([
      ("id", .integer(sweep.id)),
      ("started_at", .string(utc(sweep.startedAtUnixNanoseconds))),
      ("started_at_unix_ns", .integer(sweep.startedAtUnixNanoseconds)),
      ("status", .string(sweep.status.rawValue)),
      ("version", .string(sweep.version)),
      ("command", .string(sweep.command)),
    ])
  }

  static func plan(_ plan: Plan) -> JSON {
    .object([
      ("rounds", .integer(plan.rounds)),
      ("window_ns", .unsigned(plan.windowNanoseconds)),
      ("warmup", warmup(plan.warmup)),
      (
        "variants",
        .array(plan.variants.map { .object([("name", .string($0.name)), ("path", .string($0.path))]) })
      ),
      ("cells", .array(plan.allCells.map(SampleDocument.cell))),
    ])
  }

  private static func warmup(_ warmup: Plan.Warmup) -> JSON {
    switch warmup {
    case .pilot(let minimum): .object([("kind", .string("pilot")), ("minimum_ns", .unsigned(minimum))])
    case .fixed(let fixed): .object([("kind", .string("fixed")), ("ns", .unsigned(fixed))])
    }
  }

  static func fact(_ fact: HostFacts.Fact) -> JSON {
    let name: [(String, JSON)] = [("name", .string(fact.name)), ("value", .string(orNull: fact.value))]
    guard fact.value == nil else { return .object(name) }
    return .object(name + [("reason", .string(fact.reason?.rendered ?? "no reason given"))])
  }

  static func metric(_ metric: Metric) -> JSON {
    .object([
      ("name", .string(metric.name)), ("unit", .string(metric.unit)),
      ("better", .string(metric.better.rawValue)),
      ("source", .string(metric.source.rawValue)), ("summary", .string(metric.summary)),
    ])
  }

  /// `2026-11-21T06:18:42Z`.
  static func utc(_ unixNanoseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(unixNanoseconds / 1_000_000_000)).formatted(.iso8601)
  }
}
