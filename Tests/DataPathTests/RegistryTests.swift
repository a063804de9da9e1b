import DataPath
import Records
import Testing

@Suite("Registered primitives")
struct RegistryTests {
  @Test("every name and alias finds one primitive, in either case")
  func names() {
    let sendNames = SendPrimitives.all.flatMap { [$0.description.name] + $0.description.aliases }
    #expect(Set(sendNames.map { $0.lowercased() }).count == sendNames.count)
    for name in sendNames { #expect(SendPrimitives.named(name.uppercased()) != nil) }
    let receiveNames = ReceivePrimitives.all.flatMap { [$0.description.name] + $0.description.aliases }
    #expect(Set(receiveNames).count == receiveNames.count)
    for name in receiveNames { #expect(ReceivePrimitives.named(name) != nil) }
    #expect(SendPrimitives.named("three-copy") == nil)
    #expect(ReceivePrimitives.named("") == nil)
  }

  @Test("A1, A2 and A3 are the three primitives of the original systems")
  func aliases() {
    #expect(SendPrimitives.named("A1")?.description.name == "two-copy")
    #expect(SendPrimitives.named("a2")?.description.name == "one-copy")
    #expect(SendPrimitives.named("A3")?.description.name == "zero-copy")
  }
}

@Suite("Message memory")
struct MessageRingTests {
  @Test(
    "fields are equal, the last takes the remainder, and none share memory",
    arguments: [(8, 8), (9, 8), (65537, 8), (100, 1), (1024, 1024)])
  func layout(bytes: Int, fields: Int) throws {
    let ring = try MessageRing(messageBytes: bytes, fields: fields, slots: 2)
    var regions: [Range<Int>] = []
    for slot in 0..<2 {
      var lengths: [Int] = []
      ring.forEachField(of: slot) { field in
        lengths.append(field.count)
        let start = Int(bitPattern: field.baseAddress)
        regions.append(start..<(start + field.count))
      }
      #expect(lengths.count == fields)
      #expect(lengths.dropLast().allSatisfy { $0 == bytes / fields })
      #expect(lengths.reduce(0, +) == bytes)
    }
    regions.sort { $0.lowerBound < $1.lowerBound }
    #expect(zip(regions, regions.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
  }

  @Test("what is left after any number of bytes is the tail of the message")
  func remainders() throws {
    let ring = try MessageRing(messageBytes: 27, fields: 8, slots: 2)
    var whole: [UInt8] = []
    ring.forEachField(of: 1) { field in
      for index in 0..<field.count {
        field[index] = UInt8(whole.count)
        whole.append(field[index])
      }
    }
    for done in 0..<27 {
      let left = ring.remainder(of: 1, after: done).pointee
      var tail: [UInt8] = []
      for index in 0..<Int(left.msg_iovlen) {
        let part = left.msg_iov[index]
        #expect(part.iov_len > 0)
        tail += UnsafeRawBufferPointer(start: part.iov_base, count: part.iov_len)
      }
      #expect(tail == Array(whole[done...]))
    }
  }

  @Test("a layout no message can have is refused", arguments: [(7, 8), (8, 0), (2000, 1025), (0, 1)])
  func refuses(bytes: Int, fields: Int) {
    #expect(throws: FlowFailure.self) { _ = try MessageRing(messageBytes: bytes, fields: fields, slots: 1) }
  }
}
