import Records

extension HostFactsReader {
  /// Settings under /proc/sys that shape a figure; those under `net` are of the caller's network namespace.
  static let sysctls = [
    "kernel.kptr_restrict",
    "kernel.nmi_watchdog",
    "kernel.numa_balancing",
    "kernel.perf_event_paranoid",
    "kernel.io_uring_disabled",
    "kernel.unprivileged_bpf_disabled",
    "user.max_net_namespaces",
    "net.core.busy_poll",
    "net.core.busy_read",
    "net.core.default_qdisc",
    "net.core.netdev_budget",
    "net.core.netdev_max_backlog",
    "net.core.optmem_max",
    "net.core.rmem_default",
    "net.core.rmem_max",
    "net.core.skb_defer_max",
    "net.core.wmem_default",
    "net.core.wmem_max",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.tcp_autocorking",
    "net.ipv4.tcp_available_congestion_control",
    "net.ipv4.tcp_congestion_control",
    "net.ipv4.tcp_limit_output_bytes",
    "net.ipv4.tcp_moderate_rcvbuf",
    "net.ipv4.tcp_notsent_lowat",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_wmem",
  ]

  func sysctlFacts() -> [HostFacts.Fact] {
    Self.sysctls.map { name in
      tree.fact("sysctl.\(name)", "proc/sys/\(name.replacing(".", with: "/"))")
    }
  }
}
