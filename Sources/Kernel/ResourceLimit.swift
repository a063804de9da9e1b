import CLinux
import Glibc
import SystemPackage

/// A limit on what this process may use: a number of setrlimit(2), or of a control group.
package struct ResourceLimit: Sendable, Hashable {
  /// The most that is allowed: bytes, descriptors, or processes and threads.
  package var most: UInt64
  /// What is left of it, as far as is known.
  package var room: UInt64
  /// Where it is set: `ulimit -n`, `/sys/fs/cgroup/work/pids.max`.
  package var setting: String
  /// What to type, for a remedy.
  package var raise: String

  /// The soft limit on open descriptors.
  package static var descriptors: ResourceLimit? {
    var limit = rlimit()
    guard cl_descriptor_limit(&limit) == 0 else { return nil }
    return finite(limit, "ulimit -n", used: 0, raise: "Type `ulimit -n 1024` before")
  }

  /// The limit on the length of a file.
  package static var fileBytes: ResourceLimit? {
    limit(CL_LIMIT_FILE_BYTES, "ulimit -f", raise: "Type `ulimit -f unlimited` before")
  }

  /// The limit with the least room for more processes and threads.
  package static func tasks(_ groups: ControlGroups = ControlGroups()) -> ResourceLimit? {
    let group = groups.tightest(.tasks).map {
      ResourceLimit(
        most: $0.most, room: $0.room, setting: $0.file, raise: "Write a larger number to \($0.file)")
    }
    return tighter(group, ofUser)
  }

  /// The limit with the least room for memory that is not there yet.
  package static func memory(_ groups: ControlGroups = ControlGroups()) -> ResourceLimit? {
    let group = groups.tightest(.memory).map {
      ResourceLimit(
        most: $0.most, room: $0.room, setting: $0.file, raise: "Write a larger number to \($0.file)")
    }
    let space = limit(
      CL_LIMIT_ADDRESS_SPACE, "ulimit -v", used: status("VmSize"), raise: "Type `ulimit -v unlimited` before")
    let data = limit(
      CL_LIMIT_DATA, "ulimit -d", used: status("VmData"), raise: "Type `ulimit -d unlimited` before")
    return tighter(tighter(group, space), data)
  }

  /// The limit behind an errno, where one is nearly used up; nil for an errno that no limit causes.
  package static func behind(_ error: Errno) -> ResourceLimit? {
    switch error {
    case .tooManyOpenFiles: descriptors
    case .resourceTemporarilyUnavailable:
      // A thread without room for its stack is refused with the same errno (pthread_create(3)).
      tasks().flatMap { $0.room < 16 ? $0 : nil } ?? nearlyUsedMemory
    case .noMemory: nearlyUsedMemory
    case .fileTooLarge: fileBytes
    default: nil
    }
  }

  private static var nearlyUsedMemory: ResourceLimit? {
    memory().flatMap { $0.room < 32 << 20 ? $0 : nil }
  }

  /// `the limit is 24 (ulimit -n)`.
  package var words: String { "the limit is \(most) (\(setting))" }

  // MARK: Reading

  /// All threads of this user count; root and whoever has CAP_SYS_RESOURCE are not held to it (setrlimit(2)).
  private static var ofUser: ResourceLimit? {
    guard getuid() != 0 else { return nil }
    return limit(
      CL_LIMIT_PROCESSES, "ulimit -u", used: threads(of: getuid()), raise: "Type `ulimit -u 4096` before")
  }

  private static func limit(
    _ kind: cl_limit_kind, _ setting: String, used: UInt64 = 0, raise: String
  ) -> ResourceLimit? {
    var limit = rlimit()
    guard cl_limit(Int32(kind.rawValue), &limit) == 0 else { return nil }
    return finite(limit, setting, used: used, raise: raise)
  }

  private static func finite(
    _ limit: rlimit, _ setting: String, used: UInt64, raise: String
  ) -> ResourceLimit? {
    let most = UInt64(limit.rlim_cur)
    // RLIM_INFINITY, a macro that Swift does not import.
    guard most != .max else { return nil }
    return ResourceLimit(most: most, room: most - min(most, used), setting: setting, raise: raise)
  }

  private static func tighter(_ one: ResourceLimit?, _ other: ResourceLimit?) -> ResourceLimit? {
    guard let one, let other else { return one ?? other }
    return one.room <= other.room ? one : other
  }

  /// A size of /proc/self/status in bytes; 0 where it cannot be read, so that only the whole limit is known.
  private static func status(_ key: String) -> UInt64 { (number(key, in: "/proc/self/status") ?? 0) * 1024 }

  private static func threads(of user: uid_t) -> UInt64 {
    guard let directory = opendir("/proc") else { return 0 }
    defer { closedir(directory) }
    var sum: UInt64 = 0
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard UInt32(name) != nil else { continue }
      let path = "/proc/\(name)/status"
      if number("Uid", in: path) == UInt64(user) { sum += number("Threads", in: path) ?? 0 }
    }
    return sum
  }

  /// The first number after a key of a status file of /proc.
  private static func number(_ key: String, in path: String) -> UInt64? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard text.hasPrefix("\(key):") else { continue }
      return text.dropFirst(key.count + 1).split(whereSeparator: \.isWhitespace).first.flatMap { UInt64($0) }
    }
    return nil
  }
}
