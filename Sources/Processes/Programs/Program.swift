import CLinux
import Foundation
import Records
import SystemPackage

/// A program of the system that copycost runs, and the Debian package that brings it.
package struct Program: Sendable {
  package var name: String
  package var package: String
  /// What cannot be done without it.
  package var effect = "network namespaces cannot be joined"
  /// What to do instead of installing it.
  package var alternative = "use --link loopback"

  package static let ip = Program(name: "ip", package: "iproute2")
  package static let nsenter = Program(name: "nsenter", package: "util-linux")
  package static let unshare = Program(name: "unshare", package: "util-linux")
  package static let shell = Program(name: "sh", package: "dash")
  package static let iperf3 = peer("iperf3", package: "iperf3")
  package static let cat = peer("cat", package: "coreutils")

  private static func peer(_ name: String, package: String) -> Program {
    Program(
      name: name, package: package, effect: "peers that need it cannot run", alternative: "leave the peer out"
    )
  }

  /// Absolute path of the program: the first on PATH, then in the system's directories, that `Trust` lets run.
  ///
  /// An entry of PATH that is empty or relative means a directory that depends on where one stands; it is passed over.
  ///
  /// - Parameter path: directories as in the variable PATH.
  /// - Throws: `OperationError` that names the package to install, or why what was found is not run.
  package func locate(
    in path: String = ProcessInfo.processInfo.environment["PATH"] ?? ""
  ) throws(OperationError) -> String {
    // Users without privilege often lack the sbin directories in PATH, where ip lives.
    let directories =
      path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin", "/usr/bin", "/bin"]
    var distrusted: Distrust?
    for directory in directories where directory.hasPrefix("/") {
      let candidate = "\(directory)/\(name)"
      guard FileManager.default.isExecutableFile(atPath: candidate) else { continue }
      do throws(Distrust) {
        try Trust.checkProgram(candidate)
        return candidate
      } catch {
        distrusted = distrusted ?? error
      }
    }
    if let distrusted {
      throw OperationError(
        "The program '\(name)' is not run, for \(distrusted)", effect: effect,
        remedy: "\(distrusted.remedy ?? "Remove it from PATH"), or install it (apt-get install \(package))")
    }
    throw OperationError(
      "The program '\(name)' is not installed", effect: effect,
      remedy: "Install it (apt-get install \(package)) or \(alternative)")
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
  /// - Parameter environment: all its variables; nil for those of the director.
  /// - Throws: `ChildFailure`; `.timeout` when it still runs after `limit`, and then it is killed.
  package static func collect(
    _ arguments: [String], input: String = "", environment: [String: String]? = nil,
    within limit: Duration = .seconds(30)
  ) async throws -> Outcome {
    let deadline = ContinuousClock.now + limit
    let child = try await start(arguments, environment: environment ?? [:], inherits: environment == nil)
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
