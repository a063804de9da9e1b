extension CellAxis {
  /// Everything in which cells can differ, in the order of the exports.
  package static let all = coordinates + options

  /// What every cell says of itself.
  package static let coordinates = [
    name("primitive", \.primitive) { $0 }, name("variant", \.variant) { "build \($0)" }, receive,
    CellAxis("messageBytes", "message_bytes", title: "size", .bytes) {
      .bytes($0.messageBytes)
    } _: {
      "messages of \($0.text ?? "")"
    },
    CellAxis("flows", "flows", title: "flows", .count) {
      .count($0.flows)
    } _: {
      $0 == .count(1) ? "1 flow" : "\($0.text ?? "") flows"
    },
    link,
  ]

  /// What a table by primitive, size and flows has a column for where cells differ in it.
  package static let conditions = [link] + described

  /// What the description of a cell names where it is unusual.
  package static let described = [receive] + options

  private static let receive = name("receive", \.receive) { "receive by \($0)" }
  private static let link = name("link", \.link) { $0 }

  /// The fields of `CellOptions`: name, key, title, value, words. The keys name columns: new ones go to the end.
  package static let options = [
    count("fields", "fields", title: "fields", \.fields) { "\($0) fields" },
    name("congestion", title: "cc", \.options.congestion) { $0 },
    flag("nodelay", "nodelay", title: "no delay", \.nodelay, set: "no delay", unset: "delay allowed"),
    // A plan holds what `auto` comes to on its machine; where CPUs suffice that is `split`.
    name("pinning", key: "pin", title: "pin", \.options.pinning.rawValue, alsoUsual: "split") {
      "pinning \($0)"
    },
    bytes("receiveBufferBytes", "receive_buffer_bytes", title: "recv buffer", \.receiveBufferBytes) {
      "receive buffer \($0)"
    },
    bytes("sendBufferBytes", "send_socket_buffer_bytes", title: "sndbuf", \.sendBufferBytes) {
      "SO_SNDBUF \($0 ?? "tuned")"
    },
    bytes(
      "receiveSocketBufferBytes", "receive_socket_buffer_bytes", title: "rcvbuf", \.receiveSocketBufferBytes
    ) { "SO_RCVBUF \($0 ?? "tuned")" },
    bytes("maximumSegmentBytes", "maximum_segment_bytes", title: "mss", \.maximumSegmentBytes) {
      "MSS \($0 ?? "tuned")"
    },
    count("messagesPerFlow", "messages_per_flow", title: "messages", \.messagesPerFlow) { count in
      count.map { "\($0) messages a flow" } ?? "by time"
    },
    bytes(
      "footprintBytes", "footprint_bytes", title: "memory", \.footprintBytes, joint: " from ", open: "hot"
    ) { size in size.map { "\($0) of memory" } ?? "hot memory" },
    bytes("notsentLowatBytes", "notsent_lowat_bytes", title: "unsent", \.notsentLowatBytes) { size in
      size.map { "at most \($0) unsent" } ?? "unsent data unlimited"
    },
  ]
}

extension CellAxis {
  private typealias Path<Root, Value> = any KeyPath<Root, Value> & Sendable

  private static func name(
    _ field: String, key: String? = nil, title: String? = nil, _ path: Path<Cell, String>,
    alsoUsual: String? = nil, _ words: @escaping @Sendable (String) -> String
  ) -> CellAxis {
    CellAxis(
      field, key ?? field, title: title ?? field, .name, alsoUsual: Set(alsoUsual.map { [.name($0)] } ?? [])
    ) {
      .name($0[keyPath: path])
    } _: {
      words($0.text ?? "")
    }
  }

  private static func flag(
    _ field: String, _ key: String, title: String, _ path: Path<CellOptions, Bool>, set: String,
    unset: String
  ) -> CellAxis {
    CellAxis(field, key, title: title, .flag) {
      .flag($0.options[keyPath: path])
    } _: {
      $0 == .flag(true) ? set : unset
    }
  }

  private static func count(
    _ field: String, _ key: String, title: String, _ path: Path<CellOptions, Int>,
    _ words: @escaping @Sendable (String) -> String
  ) -> CellAxis {
    CellAxis(field, key, title: title, .count) {
      .count($0.options[keyPath: path])
    } _: {
      words($0.text ?? "")
    }
  }

  private static func count(
    _ field: String, _ key: String, title: String, _ path: Path<CellOptions, Int?>,
    _ words: @escaping @Sendable (String?) -> String
  ) -> CellAxis {
    CellAxis(field, key, title: title, .count) { cell in
      cell.options[keyPath: path].map { .count($0) } ?? .absent
    } _: {
      words($0.text)
    }
  }

  private static func bytes(
    _ field: String, _ key: String, title: String, _ path: Path<CellOptions, Int>,
    _ words: @escaping @Sendable (String) -> String
  ) -> CellAxis {
    CellAxis(field, key, title: title, .bytes) {
      .bytes($0.options[keyPath: path])
    } _: {
      words($0.text ?? "")
    }
  }

  private static func bytes(
    _ field: String, _ key: String, title: String, _ path: Path<CellOptions, Int?>, joint: String = ", ",
    open: String = "", _ words: @escaping @Sendable (String?) -> String
  ) -> CellAxis {
    CellAxis(field, key, title: title, .bytes, joint: joint, open: open) { cell in
      cell.options[keyPath: path].map { .bytes($0) } ?? .absent
    } _: {
      words($0.text)
    }
  }
}
