/// What stood in the way of a trial or a job, for the rules that say what helps; the reason beside it is for people.
///
/// The raw value is stored and sent; for a setting it is the name of the sysctl.
package enum Refusal: String, Sendable, CaseIterable {
  case perfEventParanoid = "kernel.perf_event_paranoid"
  case hiddenSymbols = "kernel.kptr_restrict"
  case ioUringDisabled = "kernel.io_uring_disabled"
  case userNamespaceClone = "kernel.unprivileged_userns_clone"
  case userNamespaces = "user.max_user_namespaces"
  case networkNamespaces = "user.max_net_namespaces"
  case restrictedUserNamespaces = "kernel.apparmor_restrict_unprivileged_userns"
  /// EPERM or EACCES, and no setting that says why.
  case notPermitted = "not-permitted"
  /// The settings would allow the call: a seccomp filter or a security module does not.
  case filtered
  /// ENOSYS: the kernel lacks the call, or a seccomp filter hides it.
  case noSystemCall = "no-system-call"
  case noBuffers = "no-buffers"
  /// This process has no descriptor left.
  case noDescriptors = "no-descriptors"
  /// The whole system has no descriptor left.
  case noSystemDescriptors = "no-system-descriptors"
  case noPMU = "no-pmu"
  /// There is a PMU, but it does not count this event.
  case noEvent = "no-event"
  case notMounted = "not-mounted"
  /// Another socket listens there.
  case addressInUse = "address-in-use"
  /// No device of the machine has the address.
  case addressNotHere = "address-not-here"
  /// Nobody listens there.
  case connectionRefused = "connection-refused"
  /// The trial gave no answer: neither that the thing works nor that it is refused.
  case untried
  /// Anything else, and what a later version may store.
  case other
}

extension Refusal: Codable {
  /// A name that is not known here is `other`.
  package init(from decoder: any Decoder) throws {
    self = Refusal(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .other
  }
}
