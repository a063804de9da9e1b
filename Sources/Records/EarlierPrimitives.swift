/// Sweeps of archive layouts 1 to 4 could have these primitives, which they did not describe.
///
/// Written down once, as the versions of those layouts described themselves; never changed with the primitives of today.
package enum EarlierPrimitives {
  /// The other primitives were compared with it wherever a plan had it.
  package static let baseline = "two-copy"

  /// In the order of legends.
  package static let senders = [
    PrimitiveDescription(
      name: "two-copy", aliases: ["A1"],
      summary: "copies the fields into one buffer, which the kernel copies into socket buffers",
      calls: [plainSend],
      memory: "one malloc per field and one for the buffer, all kept for the whole flow",
      contents: contents, copies: .init(gather: 1, send: 1)),
    PrimitiveDescription(
      name: "one-copy", aliases: ["A2"],
      summary: "names the fields to the kernel, which copies them into socket buffers",
      calls: [
        .init(
          "sendmsg(MSG_NOSIGNAL), one iovec per field",
          code: "sendmsg(fd, &message, MSG_NOSIGNAL);  // one iovec per field")
      ],
      memory: "one malloc per field, kept for the whole flow", contents: contents, copies: .init(send: 1)),
    PrimitiveDescription(
      name: "zero-copy", aliases: ["A3"],
      summary: "lends the pages of the fields to the kernel until it reports their completion",
      calls: [
        .init(
          "sendmsg(MSG_NOSIGNAL | MSG_ZEROCOPY), one iovec per field",
          code: "sendmsg(fd, &message, MSG_NOSIGNAL | MSG_ZEROCOPY);  // one iovec per field"),
        .init(
          "recvmsg(MSG_ERRQUEUE), every 16 messages, until nothing is due or the queue is empty",
          code: "recvmsg(fd, &message, MSG_ERRQUEUE);  // every 16 messages"),
      ],
      memory: "one malloc per field, kept until the completions of all sends have arrived",
      contents: contents,
      lends: .untilCompletion, needs: [.zerocopySocket]),
    PrimitiveDescription(
      name: "contiguous",
      summary: "hands one prepared buffer to the kernel, which copies it into socket buffers",
      calls: [plainSend], memory: "one malloc for the message, kept for the whole flow; there are no fields",
      contents: contents, copies: .init(send: 1)),
    PrimitiveDescription(
      name: "null",
      summary: "moves nothing: measures the harness; the receiver sees only the end of the stream",
      calls: [], memory: "none", contents: "none", movesNothing: true),
  ]

  package static let receivers = [
    PrimitiveDescription(
      name: "read", summary: "copies what has arrived into one buffer, as much as fits",
      calls: [.init("recv(0)", code: "recv(fd, buffer, bytes, 0);")],
      memory: "one malloc, kept for the whole flow", copies: .init(receive: 1)),
    PrimitiveDescription(
      name: "truncate",
      summary: "takes the bytes off the socket without copying them: the receive copy is not made",
      calls: [.init("recv(MSG_TRUNC)", code: "recv(fd, NULL, bytes, MSG_TRUNC);")],
      memory: "none: MSG_TRUNC on TCP discards", discards: true),
  ]

  private static let plainSend = PrimitiveDescription.Call(
    "send(MSG_NOSIGNAL)", code: "send(fd, buffer, bytes, MSG_NOSIGNAL);")
  private static let contents =
    "constant: written once before the first message and sent again while in flight"
}
