import Foundation
import Testing

@testable import Kernel

@Suite("Limits of control groups")
struct ControlGroupsTests {
  /// Reads a directory that looks like the files of one machine.
  private func groups<Result>(_ files: [String: String], _ read: (ControlGroups) throws -> Result) throws
    -> Result
  {
    let root = NSTemporaryDirectory() + "copycost-groups-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: root) }
    for (path, text) in files {
      let file = URL(filePath: root).appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return try read(ControlGroups(root: root))
  }

  private let unifiedMount = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n"

  @Test("version 2: of a group and all above it the one with the least room decides, pages of files apart")
  func unified() throws {
    let files = [
      "proc/self/cgroup": "0::/work/inner\n", "proc/self/mountinfo": unifiedMount,
      "sys/fs/cgroup/work/inner/memory.max": "max\n",
      "sys/fs/cgroup/work/memory.max": "1000\n", "sys/fs/cgroup/work/memory.current": "900\n",
      "sys/fs/cgroup/work/memory.stat": "anon 100\ninactive_file 700\n",
      "sys/fs/cgroup/work/pids.max": "20\n", "sys/fs/cgroup/work/pids.current": "12\n",
      "sys/fs/cgroup/work/inner/pids.max": "10\n", "sys/fs/cgroup/work/inner/pids.current": "1\n",
      "sys/fs/cgroup/work/inner/memory.events": "low 0\noom 3\noom_kill 2\n",
    ]
    try groups(files) { groups in
      let memory = try #require(groups.tightest(.memory))
      #expect(memory.file.hasSuffix("/sys/fs/cgroup/work/memory.max"))
      #expect(memory.most == 1000 && memory.room == 800)
      let tasks = try #require(groups.tightest(.tasks))
      #expect(tasks.file.hasSuffix("/work/pids.max") && tasks.most == 20 && tasks.room == 8)
      #expect(groups.memoryKills() ?? 0 >= 2)
    }
  }

  @Test("version 1: each controller has its own hierarchy, and the largest number means no limit")
  func separate() throws {
    let files = [
      "proc/self/cgroup": "9:memory:/box\n8:pids,cpu:/\n",
      "proc/self/mountinfo": "31 23 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "sys/fs/cgroup/memory/box/memory.limit_in_bytes": "67108864\n",
      "sys/fs/cgroup/memory/box/memory.usage_in_bytes": "7108864\n", "sys/fs/cgroup/pids/pids.max": "max\n",
    ]
    try groups(files) { groups in
      #expect(groups.tightest(.memory)?.most == 64 << 20)
      #expect(groups.tightest(.memory)?.room == 60_000_000)
      #expect(groups.tightest(.tasks) == nil)
    }
  }

  @Test("a container that mounts its own part of the hierarchy finds its limit at the mount point")
  func container() throws {
    let files = [
      "proc/self/cgroup": "0::/docker/abc\n",
      "proc/self/mountinfo": "30 23 0:26 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n",
      "sys/fs/cgroup/pids.max": "7\n",
    ]
    try groups(files) { groups in
      #expect(groups.tightest(.tasks)?.most == 7)
      // What is used is not known: only the whole limit is.
      #expect(groups.tightest(.tasks)?.room == 7)
    }
  }

  @Test("without groups there is no limit, and no counter of kills")
  func none() throws {
    try groups([:]) { groups in
      #expect(groups.tightest(.memory) == nil && groups.memoryKills() == nil)
    }
  }
}
