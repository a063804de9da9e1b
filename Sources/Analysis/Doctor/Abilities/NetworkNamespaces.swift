/// Namespaces for the veth link.
enum NetworkNamespaces: AbilityRule {
  static let name = "network-namespaces"
  static let enables = "the veth link: two network namespaces joined by a virtual cable"

  static func answer(_ checkup: Checkup) throws(Unknown) -> AbilityAnswer {
    try trial("can.namespace.network", checkup) { reason in
      // `unshare refused, user.max_net_namespaces=0 (ENOSPC)`
      if let setting = reason.split(whereSeparator: \.isWhitespace).first(where: { $0.contains("=") }) {
        let name = setting.prefix { $0 != "=" }
        let value =
          name.hasSuffix("restrict_unprivileged_userns") ? "0" : name.hasSuffix("clone") ? "1" : "15000"
        return "Run `sysctl -w \(name)=\(value)` as root, or use --link loopback"
      }
      return "Run as root; in a container, allow unshare(2) or grant CAP_SYS_ADMIN; or use --link loopback"
    }
  }
}
