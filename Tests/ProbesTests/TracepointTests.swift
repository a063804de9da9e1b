import Records
import Testing

@testable import Probes

struct TracepointTests {
  static let text = """
    name: skb_copy_datagram_iovec
    ID: 1470
    format:
    \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
    \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

    \tfield:const void * skbaddr;\toffset:8;\tsize:8;\tsigned:0;
    \tfield:int len;\toffset:16;\tsize:4;\tsigned:1;

    print fmt: "skbaddr=%p len=%d", REC->skbaddr, REC->len
    """

  @Test("the description of a tracepoint gives its number and where a field lies")
  func format() throws {
    let format = try TracepointFormat(text: Self.text, field: "len")
    #expect(format.identifier == 1470)
    #expect(format.offset == 16)
    #expect(format.size == 4)
  }

  @Test("a field that the kernel does not have is a reason, not an offset of 0")
  func unknownField() {
    #expect(throws: Unavailable.self) { try TracepointFormat(text: Self.text, field: "length") }
    #expect(throws: Unavailable.self) { try TracepointFormat(text: "", field: "len") }
  }
}
