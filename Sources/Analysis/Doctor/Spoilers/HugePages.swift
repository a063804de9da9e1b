/// Transparent huge pages under every large buffer.
enum HugePages: SpoilerRule {
  static let name = "transparent-huge-pages"

  static func look(_ checkup: Checkup) throws(Unknown) -> Sighting {
    let mode = try checkup.value("memory.transparent_hugepage")
    guard mode == "always" else { return .clear(mode) }
    return .found(
      .shifts, cause: "transparent huge pages are set to always",
      effect:
        "whether a large buffer lies in huge pages depends on free memory, and with it the cost of pinning "
        + "and copying it",
      remedy: "As root `echo madvise > /sys/kernel/mm/transparent_hugepage/enabled`")
  }
}
