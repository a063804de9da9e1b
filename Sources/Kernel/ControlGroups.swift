import Glibc
import SystemPackage

/// What the control groups of this process, and all groups above them, allow. Source: cgroups(7), and the kernel's
/// Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/.
package struct ControlGroups: Sendable {
  package enum Resource: Sendable {
    case memory
    /// Processes and threads.
    case tasks
  }

  /// One limit of one group.
  package struct Limit: Sendable, Hashable {
    /// The file that says so, such as `/sys/fs/cgroup/work/memory.max`.
    package var file: String
    /// Bytes, or processes and threads.
    package var most: UInt64
    /// What is used of it and cannot be had back at once; nil where the group does not say.
    package var used: UInt64?

    /// What is left, as far as is known.
    package var room: UInt64 { most - min(most, used ?? 0) }
  }

  /// Ends in a slash.
  private let root: String

  /// - Parameter root: where `proc` and `sys` are found.
  package init(root: String = "/") {
    self.root = root.hasSuffix("/") ? root : root + "/"
  }

  /// The limit with the least room among those of this process's group and of every group above; nil without any.
  package func tightest(_ resource: Resource) -> Limit? {
    limits(resource).min { $0.room < $1.room }
  }

  /// Every limit that is set, from the process's own group upwards.
  package func limits(_ resource: Resource) -> [Limit] {
    var files: Set<String> = []
    return places(resource).flatMap { place in
      place.levels.compactMap { level in
        limit(resource, in: level, isUnified: place.isUnified).flatMap {
          files.insert($0.file).inserted ? $0 : nil
        }
      }
    }
  }

  /// How many processes the kernel has killed in the groups of this process because memory ran out; nil without such
  /// a counter.
  package func memoryKills() -> UInt64? {
    let counts = places(.memory).flatMap { place in
      place.levels.prefix(1).compactMap {
        number("oom_kill", in: "\($0)/memory.events") ?? number("oom_kill", in: "\($0)/memory.oom_control")
      }
    }
    return counts.isEmpty ? nil : counts.reduce(0, +)
  }

  // MARK: Where the groups lie

  /// A group as directories, from its own up to where its hierarchy is mounted.
  private struct Membership {
    var isUnified: Bool
    var levels: [String]

    /// - Parameter path: of the group below the mount point, `/` for the mount point itself.
    init(isUnified: Bool, mount: String, path: String) {
      self.isUnified = isUnified
      var names = path.split(separator: "/").map(String.init)
      levels = []
      while true {
        levels.append(names.isEmpty ? mount : "\(mount)/\(names.joined(separator: "/"))")
        if names.popLast() == nil { break }
      }
    }
  }

  private func places(_ resource: Resource) -> [Membership] {
    let controller = resource == .memory ? "memory" : "pids"
    let mounts = mounts()
    var places: [Membership] = []
    for line in text("proc/self/cgroup").split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3 else { continue }
      let isUnified = parts[0] == "0" && parts[1].isEmpty
      let controllers = parts[1].split(separator: ",").map(String.init)
      guard isUnified || controllers.contains(controller) else { continue }
      for mount in mounts where mount.isUnified == isUnified {
        guard isUnified || mount.options.contains(controller) else { continue }
        // What is mounted may be a part of the hierarchy, whose root is then no longer part of the path.
        let path = parts[2].hasPrefix(mount.root) ? String(parts[2].dropFirst(mount.root.count)) : "/"
        places.append(Membership(isUnified: isUnified, mount: mount.point, path: path))
      }
      // Where a container shows the files and hides the mount.
      let usual = isUnified ? "sys/fs/cgroup" : "sys/fs/cgroup/\(controller)"
      places.append(Membership(isUnified: isUnified, mount: root + usual, path: parts[2]))
    }
    return places
  }

  private struct Mount {
    var isUnified: Bool
    /// The part of the hierarchy that is mounted; empty for all of it.
    var root: String
    var point: String
    var options: [String]
  }

  /// Source: proc_pid_mountinfo(5): root, mount point, options and more, a hyphen, then type, source, options.
  private func mounts() -> [Mount] {
    text("proc/self/mountinfo").split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      guard let hyphen = words.firstIndex(of: "-"), hyphen > 5, words.count > hyphen + 3 else { return nil }
      let type = words[hyphen + 1]
      guard type == "cgroup" || type == "cgroup2" else { return nil }
      return Mount(
        isUnified: type == "cgroup2", root: words[3] == "/" ? "" : words[3],
        point: root + words[4].dropFirst(),
        options: words[hyphen + 3].split(separator: ",").map(String.init))
    }
  }

  // MARK: What they say

  private func limit(_ resource: Resource, in group: String, isUnified: Bool) -> Limit? {
    switch (resource, isUnified) {
    case (.tasks, _): return limit("pids.max", used: "pids.current", in: group)
    case (.memory, true):
      return limit(
        "memory.max", used: "memory.current", in: group,
        free: ["inactive_file", "active_file", "slab_reclaimable"])
    case (.memory, false):
      return limit(
        "memory.limit_in_bytes", used: "memory.usage_in_bytes", in: group,
        free: ["total_inactive_file", "total_active_file"])
    }
  }

  /// - Parameter free: lines of memory.stat with what is used and can be had back: pages of files, caches of the kernel.
  private func limit(_ name: String, used: String, in group: String, free: [String] = []) -> Limit? {
    let file = "\(group)/\(name)"
    // `max` is none; so is what version 1 gives a group that was never limited, the largest multiple of a page.
    guard let most = UInt64(first(of: file)), most < 1 << 62 else { return nil }
    let taken = UInt64(first(of: "\(group)/\(used)"))
    let returnable = free.compactMap { number($0, in: "\(group)/memory.stat") }.reduce(0) {
      $0.addingReportingOverflow($1).overflow ? UInt64.max : $0 + $1
    }
    return Limit(file: file, most: most, used: taken.map { $0 - min($0, returnable) })
  }

  private func first(of path: String) -> String {
    String(read(path).prefix { !$0.isWhitespace })
  }

  /// The number after a word that begins a line.
  private func number(_ name: String, in path: String) -> UInt64? {
    for line in read(path).split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == name { return UInt64(words[1]) }
    }
    return nil
  }

  private func text(_ path: String) -> String { read(root + path) }

  /// The whole file; empty where it cannot be read.
  private func read(_ path: String) -> String {
    guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec) else {
      return ""
    }
    let bytes = try? file.closeAfter {
      var all: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 16384)
      while true {
        let count = try piece.withUnsafeMutableBytes { try file.read(into: $0) }
        if count == 0 { return all }
        all += piece.prefix(count)
      }
    }
    return String(decoding: bytes ?? [], as: UTF8.self)
  }
}
