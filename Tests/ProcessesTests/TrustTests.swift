import Foundation
import Records
import Testing

@testable import Processes

@Suite("Which programs are run unasked")
struct TrustTests {
  private static let isRoot = geteuid() == 0

  /// A directory of ours, gone with this value, that holds `bin/program`.
  private final class ProgramFolder {
    let root = NSTemporaryDirectory() + "copycost-trust-\(UUID().uuidString)"
    var program: String { "\(root)/bin/program" }

    init() throws {
      try FileManager.default.createDirectory(atPath: "\(root)/bin", withIntermediateDirectories: true)
      for path in [root, "\(root)/bin"] { mode(path, 0o755) }
      try Data("#!/bin/sh\n".utf8).write(to: URL(fileURLWithPath: program))
      mode(program, 0o755)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func mode(_ path: String, _ mode: Int) {
      // Not through Foundation, which drops the sticky bit.
      chmod(path, mode_t(mode))
    }
  }

  private func reason(_ path: String) -> Distrust.Reason? {
    do throws(Distrust) {
      try Trust.checkProgram(path)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test(
    "a program of ours below a sticky directory such as /tmp runs: others can add names there, not replace ours"
  )
  func ours() throws {
    let place = try ProgramFolder()
    #expect(reason(place.program) == nil)
    place.mode(place.root, 0o1777)
    #expect(reason(place.program) == nil)
    #expect(reason("\(place.root)/bin/absent") == .missing)
    place.mode(place.program, 0o644)
    #expect(reason(place.program) == .notExecutable)
  }

  @Test(
    "a directory that others may write to is refused: any above, and a sticky one that holds the program itself"
  )
  func writable() throws {
    let place = try ProgramFolder()
    place.mode(place.root, 0o777)
    #expect(reason(place.program) == .everybody)
    place.mode(place.root, 0o755)
    place.mode("\(place.root)/bin", 0o1777)
    #expect(reason(place.program) == .everybody)
    place.mode("\(place.root)/bin", 0o755)
    place.mode(place.program, 0o757)
    #expect(reason(place.program) == .everybody)
  }

  @Test("what another user or group owns is refused, links included", .enabled(if: Self.isRoot, "needs root"))
  func owners() throws {
    let place = try ProgramFolder()
    #expect(chown(place.program, 65534, 0) == 0)
    #expect(reason(place.program) == .owner(65534))
    #expect(chown(place.program, 0, 0) == 0)
    #expect(chown("\(place.root)/bin", 65534, 0) == 0)
    #expect(reason(place.program) == .owner(65534))
    #expect(chown("\(place.root)/bin", 0, 65534) == 0)
    place.mode("\(place.root)/bin", 0o775)
    #expect(reason(place.program) == .group(65534))
    #expect(chown("\(place.root)/bin", 0, 0) == 0)
    let link = "\(place.root)/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "bin/program")
    #expect(reason(link) == nil)
    #expect(lchown(link, 65534, 0) == 0)
    #expect(reason(link) == .owner(65534))
  }

  @Test("one file of a tree that others may write to spoils the tree")
  func tree() throws {
    let place = try ProgramFolder()
    try Trust.checkTree(place.root)
    place.mode(place.program, 0o666)
    #expect(throws: Distrust(path: place.program, reason: .everybody)) { try Trust.checkTree(place.root) }
  }

  @Test(
    "a program on PATH is passed over where others may write, and one in the current directory is not looked for"
  )
  func path() throws {
    let place = try ProgramFolder()
    place.mode("\(place.root)/bin", 0o777)
    let program = Program(name: "program", package: "some-package")
    #expect { try program.locate(in: ".::\(place.root)/bin") } throws: {
      "\($0)".contains("'program' is not run, for everybody may write to \(place.root)/bin")
    }
    place.mode("\(place.root)/bin", 0o755)
    #expect(try program.locate(in: ".::\(place.root)/bin") == place.program)
    let relative = "../" + (FileManager.default.currentDirectoryPath as NSString).lastPathComponent
    #expect(throws: OperationError.self) { try program.locate(in: relative) }
  }

  @Test(
    "charts' Python is looked for beside the program, in its build and its installation, and nowhere above")
  func charts() throws {
    let place = try ProgramFolder()
    let environment = "\(place.root)/charts-python"
    try FileManager.default.createDirectory(atPath: "\(environment)/bin", withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: place.program, toPath: "\(environment)/bin/python3")
    func found(_ program: String) throws -> String? {
      try Installation(program: "\(place.root)/\(program)", environment: [:]).chartsPython()
    }
    #expect(try found("copycost") == "\(environment)/bin/python3")
    for below in ["bin/copycost", "a/copycost", "a/b/copycost", "a/b/c/copycost"] {
      #expect(try found(below) == nil, "\(below)")
    }
    for layout in [".build", "lib/copycost"] {
      try FileManager.default.createDirectory(
        atPath: "\(place.root)/\(layout)", withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: environment, toPath: "\(place.root)/\(layout)/charts-python")
    }
    #expect(try found(".build/any-triple/debug/copycost") == "\(place.root)/.build/charts-python/bin/python3")
    #expect(try found("bin/copycost") == "\(place.root)/lib/copycost/charts-python/bin/python3")
    place.mode("\(environment)/bin/python3", 0o777)
    #expect(throws: Distrust.self) { try found("copycost") }
  }
}
