import Foundation
import Processes
import Testing

@testable import Lab

/// A program of ours, built beside the test program.
func built(_ name: String) -> String {
  let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  let test = URL(fileURLWithPath: link ?? CommandLine.arguments[0])
  return test.deletingLastPathComponent().appendingPathComponent(name).path
}

let workerPath = built("copycost-worker")

/// The same program where every user may run it: the build directory may be under a private home.
func builtForAll(_ name: String) throws -> String {
  let unique = "copycost-tests-\(getpid())-\(UInt32.random(in: 0..<UInt32.max))-\(name)"
  let copy = FileManager.default.temporaryDirectory.appendingPathComponent(unique)
  try FileManager.default.copyItem(atPath: built(name), toPath: copy.path)
  return copy.path
}

/// Runs what follows as the user nobody; needs root.
let asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]

let isRoot = geteuid() == 0

/// Whether nobody can run the worker and hold namespaces; a toolchain under a private home prevents it.
let nobodyRunsOurs: Bool = {
  guard isRoot, let worker = try? builtForAll("copycost-worker") else { return false }
  defer { try? FileManager.default.removeItem(atPath: worker) }
  let probe = Process()
  probe.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
  probe.arguments = Array(asNobody.dropFirst()) + [worker, "hold"]
  probe.standardInput = FileHandle.nullDevice
  probe.standardOutput = FileHandle.nullDevice
  probe.standardError = FileHandle.nullDevice
  guard (try? probe.run()) != nil else { return false }
  probe.waitUntilExit()
  return probe.terminationStatus == 0
}()

/// Whether this machine lets the tests make network namespaces.
let namespacesAllowed: Bool = {
  let probe = Process()
  probe.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
  probe.arguments = isRoot ? ["--net", "true"] : ["--user", "--map-root-user", "--net", "true"]
  probe.standardError = FileHandle.nullDevice
  guard (try? probe.run()) != nil else { return false }
  probe.waitUntilExit()
  return probe.terminationStatus == 0
}()

/// Polls until the condition holds; false when it did not within 20 s.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
  for _ in 0..<2000 {
    if try await condition() { return true }
    try? await Task.sleep(for: .milliseconds(10))
  }
  return false
}

/// Output of a program that must succeed.
func output(_ arguments: [String]) async throws -> String {
  let outcome = try await ChildProcess.collect(arguments)
  try #require(outcome.status.isSuccess, "\(arguments): \(outcome.status) \(outcome.standardErrorTail)")
  return outcome.output
}

/// Names of the network devices where these arguments run, from /proc/net/dev: /sys would show another namespace's.
func devices(behind prefix: [String] = []) async throws -> Set<String> {
  let table = try await output(prefix + ["cat", "/proc/self/net/dev"])
  return Set(
    table.split(separator: "\n").dropFirst(2).map {
      $0.split(separator: ":")[0].trimmingCharacters(in: .whitespaces)
    })
}

/// Sends a greeting over TCP from one end to the other and answers what arrived.
func greet(from sender: Endpoint, to receiver: Endpoint, behind prefix: [String] = []) async throws -> String?
{
  let listen = """
    use IO::Socket::INET; $| = 1;
    my $l = IO::Socket::INET->new(LocalAddr => $ARGV[0], Listen => 1) or die "listen: $!"; print $l->sockport, "\\n";
    alarm 20; my $c = $l->accept; print scalar <$c>;
    """
  let connect = """
    use IO::Socket::INET; alarm 20;
    my $c = IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1], LocalAddr => $ARGV[2]) or die "connect: $@";
    print $c "greetings from ", $c->sockhost, "\\n";
    """
  let server = try await ChildProcess.start(
    prefix + receiver.launcher.rewrite(["perl", "-e", listen, receiver.address]))
  let port = try await server.nextLine(within: .seconds(20))
  let client = try await ChildProcess.collect(
    prefix + sender.launcher.rewrite(["perl", "-e", connect, receiver.address, port ?? "0", sender.address]))
  #expect(client.status.isSuccess, "\(client.standardErrorTail)")
  let line = try await server.nextLine(within: .seconds(20))
  await server.stop()
  return line
}
