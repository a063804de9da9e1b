import Records
import Testing
import Wire

@Suite("Jobs of the two-terminal form")
struct TwoTerminalJobTests {
  /// Lines as directors of the first protocol wrote them, but for the number of the protocol.
  private static let serve = """
    {"body":{"serve":{"_0":{"address":"127.0.0.1","cell":{"flows":2,"link":"loopback","messageBytes":65536,\
    "options":{"congestion":"cubic","fields":8,"nodelay":false,"pinning":"auto","receiveBufferBytes":262144},\
    "primitive":"one-copy","receive":"read","variant":"default"},"durationNanoseconds":10000000000,\
    "patienceNanoseconds":60000000000,"port":8080}}},"version":2}
    """
  private static let receive = """
    {"body":{"receive":{"_0":{"address":"192.0.2.1","cell":{"flows":1,"link":"loopback","messageBytes":256,\
    "options":{"congestion":"cubic","fields":8,"messagesPerFlow":7,"nodelay":true,"pinning":"auto",\
    "receiveBufferBytes":4096},"primitive":"two-copy","receive":"truncate","variant":"default"},\
    "patienceNanoseconds":5000000000,"port":1}}},"version":2}
    """

  @Test("the lines of serve and connect are what they were when each had a job of its own")
  func lines() throws {
    let serving = TwoTerminalJob(
      cell: Cell(primitive: "one-copy", messageBytes: 65536, flows: 2, link: "loopback"),
      address: "127.0.0.1", port: 8080, durationNanoseconds: 10_000_000_000,
      patienceNanoseconds: 60_000_000_000)
    var options = CellOptions()
    options.nodelay = true
    options.receiveBufferBytes = 4096
    options.messagesPerFlow = 7
    let receiving = TwoTerminalJob(
      cell: Cell(
        primitive: "two-copy", receive: "truncate", messageBytes: 256, flows: 1, link: "loopback",
        options: options),
      address: "192.0.2.1", port: 1, durationNanoseconds: nil, patienceNanoseconds: 5_000_000_000)
    for (line, order) in [(Self.serve, Order.serve(serving)), (Self.receive, .receive(receiving))] {
      #expect(try LineCodec.decode(Order.self, from: line) == order)
      #expect(try LineCodec.encode(order) == line)
    }
  }
}
