import Foundation
import Testing

@testable import Records

@Suite("Descriptions of primitives")
struct PrimitiveDescriptionTests {
  @Test("what a later build knows of a primitive does not keep an earlier one from reading its sweep")
  func later() throws {
    let known = PrimitiveDescription(
      name: "ring", summary: "sends", calls: [.init("send", code: "send();")], memory: "a buffer",
      lends: .untilCompletion, needs: [.zerocopySocket])
    let encoded = String(decoding: try JSONEncoder().encode(known), as: UTF8.self)
    let later = encoded.replacing("untilCompletion", with: "untilTheRingSays")
      .replacing("zerocopySocket", with: "ring")
    try #require(later != encoded)
    let read = try JSONDecoder().decode(PrimitiveDescription.self, from: Data(later.utf8))
    #expect(read.lends == .untilReceiverRead)
    #expect(read.needs == [.other])
    #expect(try JSONDecoder().decode(PrimitiveDescription.self, from: Data(encoded.utf8)) == known)
  }
}
