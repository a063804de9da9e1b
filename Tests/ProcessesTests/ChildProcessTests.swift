import Foundation
import Testing

@testable import Processes

@Suite("child processes") struct ChildProcessTests {
  @Test("what is written to cat comes back line by line, in order") func echo() async throws {
    let cat = try await ChildProcess.start(["cat"])
    for number in 0..<5000 { try await cat.writeLine("line \(number)") }
    for number in 0..<5000 {
      #expect(try await cat.nextLine(within: .seconds(20)) == "line \(number)")
    }
    await cat.closeInput()
    #expect(try await cat.nextLine(within: .seconds(20)) == nil)
    #expect(await cat.waitForExit(within: .seconds(20)) == .exited(0))
  }

  @Test(
    "a program that does not exist is not started, by path and by name",
    arguments: ["/no/such/program", "no-such-program-xyz"])
  func missing(program: String) async throws {
    do {
      _ = try await ChildProcess.start([program])
      Issue.record("it started")
    } catch ChildFailure.notStarted(let name, _) {
      #expect(name == program)
    }
  }

  @Test("exit status and signal are told apart") func status() async throws {
    let seven = try await ChildProcess.start(["sh", "-c", "exit 7"])
    #expect(await seven.waitForExit(within: .seconds(20)) == .exited(7))
    let killed = try await ChildProcess.start(["sh", "-c", "kill -9 $$"])
    #expect(await killed.waitForExit(within: .seconds(20)) == .signalled(9))
  }

  @Test("a line that does not come is a timeout, and the child can still answer afterwards") func timeout()
    async throws
  {
    let cat = try await ChildProcess.start(["cat"])
    await #expect(throws: ChildFailure.self) { try await cat.nextLine(within: .milliseconds(50)) }
    try await cat.writeLine("late")
    #expect(try await cat.nextLine(within: .seconds(20)) == "late")
    await cat.stop()
  }

  @Test("writing to a child that died fails instead of ending the director by SIGPIPE") func deadReader()
    async throws
  {
    let child = try await ChildProcess.start(["sh", "-c", "exec <&-; echo closed; sleep 30"])
    #expect(try await child.nextLine(within: .seconds(20)) == "closed")
    var failure: ChildFailure?
    for _ in 0..<1000 where failure == nil {
      do {
        try await child.writeLine("nobody reads this")
        try await Task.sleep(for: .milliseconds(5))
      } catch { failure = error as? ChildFailure }
    }
    #expect(failure == .inputClosed(program: "sh"))
    await child.kill()
    #expect(await child.waitForExit(within: .seconds(20)) == .signalled(9))
    await #expect(throws: ChildFailure.self) { try await child.writeLine("dead") }
  }

  @Test("a child stuck with a full pipe in both directions is still stopped") func stuck() async throws {
    let child = try await ChildProcess.start(["sh", "-c", "trap '' TERM; while :; do sleep 1; done"])
    for _ in 0..<64 { try await child.write([UInt8](repeating: 65, count: 1 << 16)) }
    #expect(await child.stop(grace: .milliseconds(100)) == .signalled(9))
  }

  @Test("a line over the limit kills the child and is reported; lines before it still arrive") func longLine()
    async throws
  {
    let limits = ChildProcess.Limits(lineBytes: 1000)
    let child = try await ChildProcess.start(
      ["sh", "-c", "echo short; sleep 0.2; head -c 5000 /dev/zero; sleep 60"], limits: limits)
    #expect(try await child.nextLine(within: .seconds(20)) == "short")
    await #expect(throws: ChildFailure.lineTooLong(program: "sh", 1000)) {
      try await child.nextLine(within: .seconds(20))
    }
    #expect(await child.waitForExit(within: .seconds(20)) == .signalled(9))
  }

  @Test("a flood nobody reads kills the child before it fills the memory") func flood() async throws {
    let limits = ChildProcess.Limits(queuedBytes: 1 << 20)
    let child = try await ChildProcess.start(["yes"], limits: limits)
    #expect(await child.waitForExit(within: .seconds(30)) == .signalled(9))
  }

  @Test("a line without newline at the end of the output is a line") func lastLine() async throws {
    let child = try await ChildProcess.start(["printf", "one\\n\\ntwo"])
    #expect(try await child.nextLine(within: .seconds(20)) == "one")
    #expect(try await child.nextLine(within: .seconds(20)) == "")
    #expect(try await child.nextLine(within: .seconds(20)) == "two")
    #expect(try await child.nextLine(within: .seconds(20)) == nil)
  }

  @Test("the end of standard error is kept, and only the end") func errorTail() async throws {
    let limits = ChildProcess.Limits(errorTailBytes: 100)
    let child = try await ChildProcess.start(
      ["sh", "-c", "seq 1 1000 >&2; echo boom >&2; exit 3"], limits: limits)
    #expect(await child.waitForExit(within: .seconds(20)) == .exited(3))
    let tail = await child.standardErrorTail
    #expect(tail.hasSuffix("1000\nboom\n"))
    #expect(tail.utf8.count == 100)
  }

  @Test("the child has its own process group and no descriptor beyond the three") func inherited()
    async throws
  {
    // Deliberately without close-on-exec.
    let leak = open("/dev/null", O_RDONLY)
    defer { close(leak) }
    let child = try await ChildProcess.start(
      ["sh", "-c", "ls /proc/$$/fd; cut -d' ' -f5 /proc/$$/stat; read x"])
    var words: [String] = []
    for _ in 0..<4 { words.append(try await child.nextLine(within: .seconds(20)) ?? "end") }
    #expect(words == ["0", "1", "2", "\(child.processIdentifier)"])
    await child.stop()
  }

  @Test(
    "a signal reaches the children of the child, also when both have closed their outputs",
    arguments: ["sleep 300 & echo $!; wait", "sleep 300 >&- 2>&- & echo $!; exec >&- 2>&-; wait"])
  func group(script: String) async throws {
    let child = try await ChildProcess.start(["sh", "-c", script])
    let grandchild = try #require(Int32(try await child.nextLine(within: .seconds(20)) ?? ""))
    if script.contains("exec") { #expect(try await child.nextLine(within: .seconds(20)) == nil) }
    #expect(await child.waitForExit(within: .milliseconds(50)) == nil)
    await child.kill()
    #expect(await child.waitForExit(within: .seconds(20)) == .signalled(9))
    // Gone, or dead and not yet reaped by whoever inherited it.
    #expect(
      await eventually {
        guard let state = try? String(contentsOfFile: "/proc/\(grandchild)/stat", encoding: .utf8) else {
          return true
        }
        return state.contains(") Z")
      })
  }

  @Test("the end of the child is seen although a grandchild keeps its pipes open") func grandchild()
    async throws
  {
    let child = try await ChildProcess.start(["sh", "-c", "setsid sleep 60 & echo $!; exit 4"])
    let grandchild = try #require(Int32(try await child.nextLine(within: .seconds(20)) ?? ""))
    defer { kill(grandchild, SIGKILL) }
    #expect(await child.waitForExit(within: .seconds(20)) == .exited(4))
    #expect(try await child.nextLine(within: .seconds(20)) == nil)
  }

  @Test("a child whose director gives up while starting it is not left behind") func cancelled() async throws
  {
    let marker = "\(UInt64.random(in: 1 << 40..<1 << 50))"
    for delay in 0..<10 {
      let starting = Task { try await ChildProcess.start(["sleep", marker]) }
      try await Task.sleep(for: .microseconds(300 * delay))
      starting.cancel()
      if let started = try? await starting.value { await started.stop(grace: .zero) }
    }
    #expect(
      await eventually {
        let found = try? await ChildProcess.collect(["pgrep", "-fx", "sleep \(marker)"])
        return found?.output == ""
      })
  }

  @Test("environment variables are added to the inherited ones") func environment() async throws {
    let child = try await ChildProcess.start(
      ["sh", "-c", "echo $COLOUR $HOME"], environment: ["COLOUR": "green"])
    let home = ProcessInfo.processInfo.environment["HOME"] ?? ""
    #expect(
      try await child.nextLine(within: .seconds(20)) == "green \(home)".trimmingCharacters(in: .whitespaces))
  }

  @Test("hundreds of children come and go without leaking a descriptor") func leaks() async throws {
    func descriptors() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
    let first = try await ChildProcess.start(["true"])
    _ = await first.waitForExit(within: .seconds(20))
    let before = try descriptors()
    for _ in 0..<200 {
      let child = try await ChildProcess.start(["true"])
      #expect(await child.waitForExit(within: .seconds(20)) == .exited(0))
    }
    // Other suites run meanwhile; 200 leaks would still show.
    #expect(try descriptors() < before + 100)
  }
}

@Suite("lines cut from bytes") struct LineQueueTests {
  private func lines(_ chunks: [String], limits: ChildProcess.Limits = .init()) throws -> [String] {
    var queue = LineQueue(limits: limits)
    for chunk in chunks { try queue.append(Array(chunk.utf8)) }
    queue.finish()
    var all: [String] = []
    while let line = queue.next() { all.append(line) }
    return all
  }

  @Test("the same lines come out wherever the bytes are cut") func cuts() throws {
    let text = "one\n\nzwölf\r\nlast"
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      var queue = LineQueue(limits: .init())
      try queue.append(Array(bytes[..<cut]))
      try queue.append(Array(bytes[cut...]))
      queue.finish()
      var all: [String] = []
      while let line = queue.next() { all.append(line) }
      #expect(all == ["one", "", "zwölf\r", "last"])
    }
  }

  @Test("a line of exactly the limit passes, one byte more does not") func limit() throws {
    let limits = ChildProcess.Limits(lineBytes: 4)
    #expect(try lines(["1234\n", "12", "34\n"], limits: limits) == ["1234", "1234"])
    #expect(throws: LineQueue.Excess.line) { try lines(["12", "345\n"], limits: limits) }
    #expect(throws: LineQueue.Excess.line) { try lines(["12345"], limits: limits) }
  }

  @Test("reading makes room, also when lines are not UTF-8") func room() throws {
    var queue = LineQueue(limits: .init(queuedBytes: 300))
    for _ in 0..<10_000 {
      try queue.append([0xff, 0xfe, 65, 10])
      #expect(queue.next() == "\u{fffd}\u{fffd}A")
    }
  }
}

/// Polls until the condition holds; false when it did not within 20 s.
private func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
  for _ in 0..<2000 {
    if try await condition() { return true }
    try? await Task.sleep(for: .milliseconds(10))
  }
  return false
}
