import CLinux
import Foundation
import Records
import SystemPackage

/// A program of the system that copycost runs, and the Debian package that brings it.
package struct Program: Sendable {
  package var name: String
  package var package: String

  package static let ip = Program(name: "ip", package: "iproute2")
  package static let nsenter = Program(name: "nsenter", package: "util-linux")
  package static let unshare = Program(name: "unshare", package: "util-linux")

  /// Absolute path of the program.
  ///
  /// - Parameter path: directories as in the variable PATH.
  /// - Throws: `OperationError` that names the package to install.
  package func locate(in path: String = ProcessInfo.processInfo.environment["PATH"] ?? "") throws -> String {
    // Users without privilege often lack the sbin directories in PATH, where ip lives.
    let directories =
      path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin", "/usr/bin", "/bin"]
    for directory in directories {
      let candidate = "\(directory)/\(name)"
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    throw OperationError(
      "The program '\(name)' is not installed", effect: "network namespaces cannot be joined",
      remedy: "Install it (apt-get install \(package)) or use --link loopback")
  }
}

extension Program {
  /// Replaces this process by another program, which keeps its terminal, its descriptors 0 to 2 and its process id.
  ///
  /// - Throws: `OperationError`; returns in no other case.
  package static func become(_ arguments: [String]) throws -> Never {
    var pointers: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    let error = unsafe -cl_become(pointers)
    for index in unsafe pointers.indices { unsafe free(pointers[index]) }
    throw OperationError(
      "\(arguments.first ?? "(nothing)") could not be started (\(Errno(rawValue: error)))",
      effect: "nothing was run",
      remedy: "Check the name and that the program is executable")
  }
}

extension ChildProcess {
  /// What a program that ran to its end left.
  package struct Outcome: Sendable {
    package var status: ExitStatus
    package var output: String
    package var standardErrorTail: String
  }

  /// Runs a program to its end and collects its output.
  ///
  /// - Parameter input: what it reads on stdin.
  /// - Throws: `ChildFailure`; `.timeout` when it still runs after `limit`, and then it is killed.
  package static func collect(
    _ arguments: [String], input: String = "", within limit: Duration = .seconds(30)
  ) async throws -> Outcome {
    let deadline = ContinuousClock.now + limit
    let child = try await start(arguments)
    do {
      if !input.isEmpty { try? await child.write(Array(input.utf8)) }
      await child.closeInput()
      var output = ""
      while let line = try await child.nextLine(within: deadline - .now) { output += line + "\n" }
      guard let status = await child.waitForExit(within: deadline - .now) else {
        throw ChildFailure.timeout(program: child.program, waited: limit)
      }
      return Outcome(status: status, output: output, standardErrorTail: await child.standardErrorTail)
    } catch {
      await child.stop(grace: .zero)
      throw error
    }
  }
}
