import CLinux
import Records

/// Whether the kernel's own record of every copy to user space can be sampled: `skb:skb_copy_datagram_iovec`.
enum TracepointCapability: Capability {
  static let event = "events/skb/skb_copy_datagram_iovec/id"
  /// Where tracefs is mounted, the newer place first (tracefs(5) of Documentation/trace/ftrace.rst).
  static let mounts = ["sys/kernel/tracing", "sys/kernel/debug/tracing"]

  static func facts(_ tree: FactTree) -> [HostFacts.Fact] {
    [
      fact("can.tracepoints") { () throws(Unavailable) in
        let number = try number(tree)
        // PERF_TYPE_TRACEPOINT is 2; a sample for every event, with its record.
        let result = cl_try_perf(2, number, 1, 1, 0, -1)
        guard result >= 0 else {
          throw PerfRefusal(errno: -result, type: 2, thread: 0).unavailable()
        }
      }
    ]
  }

  static func number(_ tree: FactTree) throws(Unavailable) -> UInt64 {
    var refusal: Unavailable?
    for mount in mounts {
      do throws(Unavailable) {
        let text = try tree.text("\(mount)/\(event)")
        guard let number = UInt64(text) else {
          throw Unavailable("/\(mount)/\(event) holds \(text)")
        }
        return number
      } catch {
        // A mount point without a mount is an empty directory.
        if !tree.names(in: mount).isEmpty || error.refusal == .notPermitted { refusal = error }
      }
    }
    throw refusal ?? Unavailable("tracefs is not mounted at /\(mounts[0])", .notMounted)
  }
}
