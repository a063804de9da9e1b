import Foundation
import Testing

/// A CSV file as rows by column name. Fields of a sweep's own CSV are quoted where they hold commas.
struct CSVRows {
  var header: [String]
  var rows: [[String: String]]

  /// The columns that other programs read: this list may grow at its end only.
  static let pinned = """
    sweep,round,order,primitive,variant,receive,message_bytes,flows,link,window_s,messages,received_bytes,goodput_gbps,\
    message_interval_us,limited_by,\
    sender_user_s,sender_system_s,sender_cpu_ns_per_byte,sender_cycles,sender_instructions,sender_l1d_misses,\
    sender_llc_misses,sender_cache_misses,sender_context_switches,sender_page_faults,sender_task_clock_ns,\
    sender_syscalls,\
    receiver_user_s,receiver_system_s,receiver_cpu_ns_per_byte,receiver_cycles,receiver_instructions,\
    receiver_l1d_misses,receiver_llc_misses,receiver_cache_misses,receiver_context_switches,receiver_page_faults,\
    receiver_task_clock_ns,receiver_syscalls,\
    machine_cpu_ns_per_byte,zerocopy_sends,zerocopy_completions,zerocopy_copied_low,zerocopy_copied_high,enobufs,\
    retransmits,bytes_per_segment,unavailable
    """.split(separator: ",").map(String.init)

  init(_ text: String) throws {
    let lines = text.split(separator: "\n").map(Self.fields)
    header = try #require(lines.first)
    let names = header
    rows = try lines.dropFirst().map { fields in
      try #require(fields.count == names.count, "every row has every field")
      return Dictionary(uniqueKeysWithValues: zip(names, fields))
    }
  }

  private static func fields(_ line: Substring) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}
