import Foundation
import Processes
import Records
import Testing

@testable import Archive

/// Files of the kernel with other contents, bound over the real ones in a mount namespace of the command's own.
struct Disguise {
  /// Contents by path.
  var files: [String: String]

  /// The words before a command that runs in it.
  func prefix(in scratch: Scratch) throws -> [String] {
    var mounts: [String] = []
    for (number, file) in files.sorted(by: { $0.key < $1.key }).enumerated()
    where FileManager.default.fileExists(atPath: file.key) {
      let path = scratch.path("disguise-\(number)")
      try Data(file.value.utf8).write(to: URL(fileURLWithPath: path))
      mounts.append("mount --bind \(path) \(file.key)")
    }
    let script = (mounts + ["exec \"$@\""]).joined(separator: " && ")
    return ["unshare", isRoot ? "--mount" : "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]
      .filter { !isRoot || $0 != "--map-root-user" }
  }
}

@Suite("Numbers that others wrote", .serialized, .timeLimit(.minutes(2)))
struct HostileNumberTests {
  /// What lxcfs has been seen to give as the idle time of a container.
  private static let lxc = """
    cpu  1163008 0 0 15910903933238771776 0 0 0 0 0 0
    cpu0 581504 0 0 15910903933238771776 0 0 0 0 0 0
    cpu1 581504 0 0 100 0 0 0 0 0 0
    intr 0
    ctxt 1
    btime 1
    processes 1

    """

  private static func everywhere(_ number: String) -> Disguise {
    let times = Array(repeating: number, count: 10).joined(separator: " ")
    var files = [
      "/proc/stat": "cpu  \(times)\ncpu0 \(times)\ncpu1 \(times)\nintr 0\n",
      "/proc/meminfo": "MemTotal: \(number) kB\nMemAvailable: \(number) kB\n",
      "/proc/sys/net/ipv4/tcp_wmem": "\(number) \(number) \(number)\n",
    ]
    for path in [
      "/proc/loadavg", "/proc/sys/net/core/wmem_max", "/proc/sys/net/core/rmem_max",
      "/proc/sys/net/core/optmem_max", "/proc/sys/kernel/perf_event_paranoid",
      "/sys/devices/system/cpu/online", "/sys/devices/system/cpu/cpu0/topology/thread_siblings_list",
      "/sys/devices/system/cpu/cpu0/cache/index0/size", "/sys/devices/system/node/online",
    ] { files[path] = "\(number)\n" }
    return Disguise(files: files)
  }

  private static let disguises: [(String, Disguise)] =
    [("lxcfs", Disguise(files: ["/proc/stat": lxc]))]
    + ["18446744073709551615", "-1", "nan"].map { ($0, everywhere($0)) }

  @Test(
    "doctor judges, run and sweep measure, and no figure is made of a number that cannot be",
    .enabled(if: isRoot || namespacesAllowed, "needs a mount namespace"), arguments: disguises.map(\.0))
  func hostile(name: String) async throws {
    let disguise = try #require(Self.disguises.first { $0.0 == name }?.1)
    let scratch = try Scratch()
    let prefix = try disguise.prefix(in: scratch)
    let doctor = try await copycost("doctor", behind: prefix)
    #expect([.exited(0), .exited(1)].contains(doctor.status), "\(doctor.errors)")
    #expect(doctor.errors.isEmpty && doctor.output.contains("unknown"), "\(doctor.errors)")
    let sweep = try await end(
      of: start(
        ["sweep", "--size", "4Ki", "--flows", "1", "--primitive", "two-copy", "--rounds", "1"] + small
          + ["--sndbuf", "64Ki", "--archive", scratch.path("a.db")], behind: prefix))
    #expect(sweep.status == .exited(0), "\(sweep.errors)")
    let samples = try SampleArchive(reading: scratch.path("a.db")).samples(sweep: 1)
    #expect(samples.map(\.failure) == [nil])
    for metric in ["cpu_busy", "steal", "cpu_residual"] {
      let reading = try #require(samples[0].reading(metric, .machine))
      #expect(reading.value == nil && reading.reason?.isEmpty == false, "\(metric): \(reading)")
    }
    // What does not come from the files that lie is there.
    #expect(samples[0].value("cpu_sender_flows", .machine) != nil)
    #expect(try #require(samples[0].value("goodput", .flow)) > 0)
  }

  @Test(
    "run measures beside a /proc/stat that lies",
    .enabled(if: isRoot || namespacesAllowed, "needs a mount namespace"))
  func run() async throws {
    let scratch = try Scratch()
    let prefix = try Disguise(files: ["/proc/stat": Self.lxc]).prefix(in: scratch)
    let run = try await copycost(
      "run", "--duration", "100ms", "--warmup", "20ms", "--size", "4Ki", "--ledger", "off", behind: prefix)
    #expect(run.status == .exited(0), "\(run.errors)")
  }
}
