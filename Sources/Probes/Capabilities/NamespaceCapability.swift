import CLinux
import Records

/// Whether network namespaces can be made for a veth link, and how much option memory they give.
enum NamespaceCapability: Capability {
  /// Settings that forbid namespaces, with the value that does: user_namespaces(7), and patches of Debian and
  /// Ubuntu.
  private static let switches: [(setting: Refusal, value: String)] = [
    (.userNamespaceClone, "0"), (.userNamespaces, "0"), (.networkNamespaces, "0"),
    (.restrictedUserNamespaces, "1"),
  ]

  static func facts(_ tree: FactTree) -> [HostFacts.Fact] {
    var optmem = ""
    let user = fact("can.namespace.user") { () throws(Unavailable) in
      _ = try attempt(CL_TRY_USER_NAMESPACE, tree)
    }
    let network = fact("can.namespace.network") { () throws(Unavailable) in
      do throws(Unavailable) {
        optmem = try attempt(CL_TRY_NETWORK_NAMESPACE, tree)
      } catch {
        optmem = try attempt(CL_TRY_NETWORK_IN_USER_NAMESPACE, tree)
      }
    }
    return [user, network, optionMemory(network, optmem)]
  }

  private static func optionMemory(_ network: HostFacts.Fact, _ text: String) -> HostFacts.Fact {
    let name = "namespace.optmem_max"
    if let reason = network.reason { return HostFacts.Fact(name, unavailable: reason, network.refusal) }
    guard !text.isEmpty else {
      return HostFacts.Fact(
        name, unavailable: "this kernel has one net.core.optmem_max for all network namespaces")
    }
    return HostFacts.Fact(name, text)
  }

  /// The text of net.core.optmem_max in the new namespace.
  private static func attempt(_ trial: cl_namespace_trial, _ tree: FactTree) throws(Unavailable) -> String {
    var text = [CChar](repeating: 0, count: 32)
    let result = cl_try_namespace(Int32(trial.rawValue), &text, text.count)
    guard result < 0 else {
      let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      return String(String(decoding: bytes, as: UTF8.self).prefix { !$0.isWhitespace })
    }
    let refusing = switches.first { setting, value in
      (try? tree.text("proc/sys/\(setting.rawValue.replacing(".", with: "/"))")) == value
    }
    guard let (setting, value) = refusing else { throw Unavailable("unshare refused", errno: -result) }
    throw Unavailable("unshare refused, \(setting.rawValue)=\(value) (\(errorName(-result)))", setting)
  }
}
