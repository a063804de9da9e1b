import Foundation
import Processes
import Records

/// Two network namespaces joined by a veth pair, as root or through an unprivileged user namespace.
///
/// The namespaces have no names. A child process holds them (`copycost-worker hold`) until its stdin closes, so
/// the kernel removes them, and the pair with them, when the link is closed or the director dies. A worker that
/// still runs in one keeps that one alive: stop the workers first.
package struct VethLink: Link {
  package static let name = "veth"
  package static let summary = "two network namespaces joined by a veth pair; needs root or user namespaces"

  package static func open(worker: String) async throws -> OpenLink {
    try await open(worker: worker, behind: [])
  }

  /// Opens the link with an argument list in front of everything it starts, such as setpriv and another user.
  static func open(worker: String, behind prefix: [String]) async throws -> OpenLink {
    let ip = try Program.ip.locate()
    let nsenter = try Program.nsenter.locate()
    let holder: ChildProcess
    do {
      holder = try await ChildProcess.start(prefix + [worker, "hold"])
    } catch let failure as ChildFailure {
      throw OperationError(
        failure.description, effect: "there is no process to hold the namespaces",
        remedy: "Build it (swift build --product copycost-worker) and keep it beside copycost")
    }
    do {
      let held = try await heldNamespaces(holder)
      let plan = VethPlan()
      let sender = Nsenter(network: held.sender, user: held.user, program: nsenter)
      let receiver = Nsenter(network: held.receiver, user: held.user, program: nsenter)
      try await plan.apply(
        sender: prefix + sender.rewrite([ip]), receiver: prefix + receiver.rewrite([ip]),
        receiverNamespace: held.receiver)
      return OpenLink(
        sender: Endpoint(launcher: sender, address: plan.senderAddress, device: plan.senderDevice),
        receiver: Endpoint(launcher: receiver, address: plan.receiverAddress, device: plan.receiverDevice),
        close: { await holder.stop() })
    } catch {
      await holder.stop(grace: .zero)
      throw error
    }
  }

  /// Files that name the namespaces a holder holds.
  private struct Held {
    var sender: String
    var receiver: String
    /// nil where the caller needs no user namespace.
    var user: String?
  }

  /// The line a holder prints, one of two forms.
  private struct Answer: Decodable {
    var pid: Int32?
    var user: Bool?
    var sender: Int32?
    var receiver: Int32?
    var error: String?
    var step: String?

    enum CodingKeys: String, CodingKey {
      case pid, user, error, step
      case sender = "sender_fd"
      case receiver = "receiver_fd"
    }
  }

  private static func heldNamespaces(_ holder: ChildProcess) async throws -> Held {
    // Making two namespaces takes milliseconds; a network namespace may wait for others being torn down.
    let line = try await holder.nextLine(within: .seconds(20)) ?? ""
    let answer = try? JSONDecoder().decode(Answer.self, from: Data(line.utf8))
    if let refusal = answer?.error { throw NamespaceRefusal.error(refusal, step: answer?.step ?? "unshare") }
    guard let pid = answer?.pid, let sender = answer?.sender, let receiver = answer?.receiver else {
      let said = line + (await holder.standardErrorTail)
      throw OperationError(
        "The process that should hold the namespaces answered '\(said.prefix(200))'",
        effect: "there is no veth link",
        remedy: "Use the copycost-worker of this very build, or --link loopback")
    }
    return Held(
      sender: "/proc/\(pid)/fd/\(sender)", receiver: "/proc/\(pid)/fd/\(receiver)",
      user: answer?.user == true ? "/proc/\(pid)/ns/user" : nil)
  }
}
