/// The socket buffers that were typed, before the kernel had its say.
package struct SocketRequest: Codable, Hashable, Sendable {
  package var sendBufferBytes: Int?
  package var receiveSocketBufferBytes: Int?

  package init(_ options: CellOptions) {
    sendBufferBytes = options.sendBufferBytes
    receiveSocketBufferBytes = options.receiveSocketBufferBytes
  }
}

/// What setsockopt(2) can be asked for as a socket buffer and be granted, in bytes as it takes them.
///
/// Source: socket(7): the kernel grants at most net.core.wmem_max or rmem_max and answers twice of that; below a
/// minimum of its own it grants the minimum. A cell is keyed by what was granted: requests beyond a limit are one cell.
package struct SocketBufferLimits: Hashable, Sendable {
  package var mostSend: Int?
  package var mostReceive: Int?
  /// nil where nobody tried.
  package var leastSend: Int?
  package var leastReceive: Int?

  /// The limits that the facts of a machine name for a link, or else for the machine; nil for an absent or impossible one.
  package init(_ host: HostFacts, link: String) {
    func limit(_ name: String) -> Int? {
      let fact = host["link.\(link).sysctl.\(name)"] ?? host["sysctl.\(name)"]
      guard let text = fact, let bytes = try? ForeignNumber.count(text, name), bytes > 0 else { return nil }
      // sock_setsockopt() of net/core/sock.c caps a request at INT_MAX / 2 whatever the sysctl says.
      return Int(min(bytes, UInt64(Int32.max / 2)))
    }
    mostSend = limit("net.core.wmem_max")
    mostReceive = limit("net.core.rmem_max")
  }

  /// The options with the buffers that the kernel grants for those asked for.
  package func granted(_ options: CellOptions) -> CellOptions {
    func grant(_ asked: Int?, _ least: Int?, _ most: Int?) -> Int? {
      asked.map { max(min($0, most ?? $0), least ?? 0) }
    }
    var options = options
    options.sendBufferBytes = grant(options.sendBufferBytes, leastSend, mostSend)
    options.receiveSocketBufferBytes = grant(options.receiveSocketBufferBytes, leastReceive, mostReceive)
    return options
  }
}
