import Records

/// Which kernel function means what: the one table behind every profile.
///
/// A name ending in `*` stands for all that begin so; a full name wins over a beginning, a longer beginning
/// over a shorter. A function that is not listed counts as its caller, and so on outward: what memcpy does is
/// known by who called it. The names were compared with the call chains of `ProfileMetrics.checkedKernels`;
/// names of other kernels are listed beside them where their sources are known to differ.
enum KernelFunctionClasses {
  enum Rule: Hashable, Sendable {
    /// The class of everything this function calls, too.
    case withCallees(ProfileClass)
    /// The class of this function and of what it calls that has no class of its own.
    case function(ProfileClass)
    /// Like `function(.softirq)`; what was interrupted has nothing to do with the work inside.
    case interruption
    /// Counts as its caller although a listed beginning fits.
    case caller
  }

  static let rules: [(Rule, [String])] = [
    (.withCallees(.deferredCopy), ["skb_copy_ubufs", "skb_orphan_frags_rx"]),
    (
      .withCallees(.copyToKernel),
      [
        "_copy_from_iter*", "copy_page_from_iter*", "csum_and_copy_from_iter*", "skb_do_copy_data_nocache",
        "skb_copy_datagram_from_iter*", "skb_add_data_nocache", "tcp_send_rcvq",
      ]
    ),
    (
      .withCallees(.copyToUser),
      [
        "_copy_to_iter", "copy_page_to_iter*", "csum_and_copy_to_iter*", "simple_copy_to_iter",
        "skb_copy_datagram_*", "__skb_datagram_iter", "skb_copy_and_csum_datagram*",
        "skb_copy_and_hash_datagram*",
      ]
    ),
    (
      .withCallees(.pagePinning),
      [
        "iov_iter_get_pages*", "__iov_iter_get_pages*", "iov_iter_extract_pages*", "gup_fast*",
        "internal_get_user_pages_fast", "get_user_pages*", "__get_user_pages*", "pin_user_pages*",
        "unpin_user_*", "mm_account_pinned_pages", "mm_unaccount_pinned_pages",
      ]
    ),
    (
      .function(.pagePinning),
      ["zerocopy_fill_skb_from_iter", "__zerocopy_sg_from_iter", "skb_zerocopy_iter_*"]
    ),
    (
      .withCallees(.completions),
      [
        "msg_zerocopy_*", "__msg_zerocopy_callback", "sock_zerocopy_*", "sock_recv_errqueue",
        "inet_recv_error",
        "ip_recv_error", "ipv6_recv_error", "sock_dequeue_err_skb", "sock_omalloc", "sock_ofree",
        "sock_queue_err_skb",
      ]
    ),
    (
      .function(.socketBuffers),
      [
        "skb_*", "__skb_*", "pskb_*", "__pskb_*", "kfree_skb*", "__kfree_skb*", "consume_skb",
        "__consume_stateless_skb", "napi_consume_skb", "alloc_skb*", "__alloc_skb", "build_skb*",
        "__build_skb*", "napi_build_skb", "napi_alloc_skb", "__napi_alloc*", "__netdev_alloc*",
        "sock_alloc_send*", "sk_page_frag_refill", "sk_stream_alloc_skb", "tcp_stream_alloc_skb",
        "sock_wfree",
        "sock_rfree", "__copy_skb_header", "get_netmem", "put_netmem", "page_frag_*", "__page_frag_*",
        "sk_skb_reason_drop", "__sk_defer_free_flush", "tcp_wfree",
      ]
    ),
    (
      .function(.tcpIP),
      [
        "tcp_*", "__tcp_*", "tcp4_*", "tcp6_*", "ip_*", "__ip_*", "ip6_*", "__ip6_*", "ipv4_*", "ipv6_*",
        "inet_*", "__inet_*", "inet6_*", "sk_*", "__sk_*", "sock_*", "__sock_*", "release_sock",
        "__release_sock", "bictcp_*", "cubictcp_*", "bbr_*", "raw_local_deliver", "raw6_local_deliver",
        "nf_*",
        "ipt_*", "fib_*", "rt_*", "dst_*", "neigh_*", "unix_*", "udp_*", "do_tcp_*",
      ]
    ),
    (
      .function(.device),
      [
        "loopback_xmit", "veth_*", "dev_*", "__dev_*", "netif_*", "__netif_*", "netdev_*", "qdisc_*",
        "__qdisc_*", "sch_direct_xmit", "pfifo_fast_*", "fq_*", "validate_xmit_*", "eth_*", "napi_*",
        "__napi_*", "process_backlog", "enqueue_to_backlog", "passthru_features_check", "is_skb_forwardable",
        "br_*", "virtnet_*", "virtqueue_*", "vring_*", "mlx5e_*", "ixgbe_*", "i40e_*", "ice_*", "e1000_*",
        "igb_*", "ena_*", "gve_*", "bnxt_*",
      ]
    ),
    (
      .interruption,
      [
        "handle_softirqs", "__do_softirq", "asm_sysvec_*", "asm_common_interrupt", "common_interrupt*",
        "el1h_64_irq*", "el0t_64_irq*",
      ]
    ),
    (
      .function(.softirq),
      [
        "do_softirq*", "__local_bh_*", "irq_exit*", "__irq_exit*", "irq_enter*", "net_rx_action",
        "net_tx_action", "run_ksoftirqd", "run_timer_softirq", "tasklet_*", "invoke_softirq",
        "raise_softirq*", "__raise_softirq*", "sysvec_*", "__sysvec_*", "handle_irq*", "handle_edge_irq",
        "__common_interrupt", "irqentry_*",
      ]
    ),
    (
      .function(.memory),
      [
        "alloc_pages*", "__alloc_pages*", "__alloc_frozen_pages*", "alloc_frozen_pages*",
        "get_page_from_freelist", "rmqueue*", "__rmqueue*", "free_unref_*", "free_frozen_*", "__free_*",
        "free_pages*", "free_pcppages_bulk", "prep_new_page", "kmem_cache_*", "__kmem_cache_*", "kmalloc*",
        "__kmalloc*", "kfree", "kvfree", "slab_*", "__slab_*", "___slab_*", "clear_page*", "exc_page_fault",
        "asm_exc_page_fault", "do_user_addr_fault", "handle_mm_fault", "__handle_mm_fault",
        "do_anonymous_page",
        "folio_*", "__folio_*", "folios_*", "put_page", "__put_page", "lru_*", "mem_cgroup_*",
        "__mem_cgroup_*", "obj_cgroup_*", "page_counter_*", "try_charge*", "refill_*", "drain_obj_stock",
        "__memcg_*", "zap_*", "unmap_*", "do_mmap", "vm_*", "tlb_*", "flush_tlb*", "madvise_*",
      ]
    ),
    (.caller, ["_raw_spin_unlock*", "_raw_read_unlock*", "_raw_write_unlock*", "mutex_unlock"]),
    (
      .function(.locks),
      [
        "_raw_spin_*", "_raw_read_*", "_raw_write_*", "native_queued_spin_lock_slowpath",
        "__pv_queued_spin_lock_slowpath", "queued_*", "mutex_*", "__mutex_*", "rwsem_*", "down_*", "up_*",
        "osq_*", "lock_sock_nested", "__lock_sock", "futex_*", "do_futex",
      ]
    ),
    (
      .function(.scheduler),
      [
        "schedule", "schedule_*", "__schedule", "preempt_schedule*", "finish_task_switch", "try_to_wake_up",
        "ttwu_*", "wake_up_*", "__wake_up*", "default_wake_function", "autoremove_wake_function",
        "woken_wake_function", "wait_woken", "prepare_to_wait*", "finish_wait", "enqueue_*", "dequeue_*",
        "pick_*", "update_curr*", "update_load_avg", "select_task_rq*", "sched_*", "__sched_*", "resched_*",
        "__switch_to*", "hrtimer_*", "__hrtimer_*", "sock_def_readable", "sock_def_write_space",
        "sk_stream_write_space", "sk_stream_wait_memory", "sk_wait_data", "ep_*", "do_epoll_*", "do_poll*",
        "do_sys_poll", "kthread", "worker_thread", "smpboot_thread_fn", "ret_from_fork*", "tick_*",
      ]
    ),
    (
      .function(.systemCall),
      [
        "entry_SYSCALL_*", "entry_*", "do_syscall_64", "x64_sys_call", "syscall_*", "__x64_sys_*",
        "__arm64_sys_*", "__sys_*", "___sys_*", "____sys_*", "exit_to_user_mode*", "el0_svc*",
        "invoke_syscall", "el0t_64_sync*", "fdget", "__fdget", "fput", "__fput*", "__fget_*",
        "sockfd_lookup_light", "move_addr_to_*", "copy_msghdr_from_user", "__copy_msghdr", "import_*",
        "__import_*", "iovec_from_user", "sendmsg_copy_msghdr", "security_socket_*", "sock_sendmsg*",
        "sock_recvmsg*", "__sock_sendmsg", "move_addr_to_user", "put_cmsg",
      ]
    ),
    (
      .function(.idle),
      [
        "default_idle*", "pv_native_safe_halt", "native_safe_halt", "cpuidle_*", "do_idle",
        "cpu_startup_entry", "mwait_idle*", "intel_idle*", "acpi_idle*", "acpi_processor_ffh_*", "poll_idle",
        "haltpoll_*", "arch_cpu_idle*", "tick_nohz_idle_*", "cpu_idle_poll", "xen_safe_halt",
      ]
    ),
  ]

  private static let exact: [String: Rule] = {
    var exact: [String: Rule] = [:]
    for (rule, names) in rules { for name in names where name.last != "*" { exact[name] = rule } }
    return exact
  }()

  private static let beginnings: [String: Rule] = {
    var beginnings: [String: Rule] = [:]
    for (rule, names) in rules {
      for name in names where name.last == "*" { beginnings[String(name.dropLast())] = rule }
    }
    return beginnings
  }()

  /// nil for a function that counts as its caller.
  static func rule(for function: String) -> Rule? {
    if let rule = exact[function] { return rule }
    var beginning = Substring(function)
    while !beginning.isEmpty {
      if let rule = beginnings[String(beginning)] { return rule == .caller ? nil : rule }
      beginning = beginning.dropLast()
    }
    return nil
  }

  /// Whether a frame of this function means that a softirq is being carried out.
  static func entersSoftirq(_ function: String) -> Bool {
    ["handle_softirqs", "__do_softirq", "__softirqentry_text_start"].contains(function)
  }
}
