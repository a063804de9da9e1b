import Foundation
import Records
import Testing

@testable import Tables

@Suite("The grid of a published table")
struct PublishedGridTests {
  @Test(
    "is read from tables as their authors spelled them",
    arguments: [
      (
        "system-000.csv", [16384, 65536, 262_144, 1_048_576],
        "Mode as primitive (0 two-copy, 1 one-copy, 2 zero-copy)"
      ),
      ("system-001.csv", [256, 512, 1024, 4096], "version as primitive"),
      ("system-002.csv", [4096, 16384, 65536, 262_144], "Size (B) as message bytes"),
      ("system-003.csv", [256, 1024, 4096, 16384], "NumThreads as flows"),
    ])
  func published(_ name: String, _ sizes: [Int], _ mapping: String) throws {
    let grid = try PublishedGrid(contentsOf: Published.path(name))
    #expect(grid.messageBytes == sizes)
    #expect(grid.flows == [1, 2, 4, 8])
    #expect(grid.primitives == ["two-copy", "one-copy", "zero-copy"])
    #expect(grid.mapping.contains(mapping))
  }

  @Test(
    "does not depend on separator, byte-order mark, line ends, quoting or order of columns",
    arguments: [
      "\u{feff}mode;msg_size;clients\none_copy;1024;2\n", "Threads\tImpl\tSize\r\n2\tOne-Copy\t1Ki\r\n",
      "\"Implementation\",\"Message Size [bytes]\",\"Num Threads\"\n\"A2\",\"1,024\",\"2\"",
      "note,version,field_size,threads\n\"a\nb\",a2,128.0,2\n\n,a2,128,2\n",
    ])
  func spellings(_ text: String) throws {
    let grid = try PublishedGrid(text: text, name: "t.csv")
    #expect(grid.messageBytes == [1024])
    #expect(grid.flows == [2])
    #expect(grid.primitives == ["one-copy"])
  }

  @Test(
    "is refused with the line that cannot be mapped",
    arguments: [
      ("mode,size,threads\n0,64,1\n4,64,1\n", "line 3", "'4'"),
      ("mode,size,threads\n0,64,1\n\n0,<n/a>,1\n", "line 4", "<n/a>"),
      ("mode,size,threads,note\n0,64,1,\"a\nb\"\n0,64,0,\n", "line 4", "'0'"),
      ("mode,size\n0,64\n", "line 1", "flows"),
      ("mode,mode,size,threads\n0,0,64,1\n", "line 1", "2 columns"),
      ("mode,size,threads\n0,64\n", "line 2", "''"),
      ("mode,size,threads\n0,64,1\n0,\"64,1\n", "line 3", "quotation"),
      ("mode,size,threads\n", "no rows", "grid"),
      ("", "line 1", "primitive"), ("mode,size,threads\n0,-64,1\n", "line 2", "'-64'"),
    ])
  func refusals(_ text: String, _ place: String, _ what: String) throws {
    let error = try #require(throws: UsageError.self) { try PublishedGrid(text: text, name: "t.csv") }
    #expect(error.description.contains(place) && error.description.contains(what), "\(error)")
    #expect(!error.description.contains("\n"))
  }

  @Test("a file that is not there is named")
  func missing() throws {
    let error = try #require(throws: OperationError.self) { try PublishedGrid(contentsOf: "/no/such.csv") }
    #expect(error.description.contains("/no/such.csv"))
  }
}

/// Tables of other systems, as they were published or as one reading of a column is tried by.
enum Published {
  static func path(_ name: String) -> String { "\(Bundle.module.bundlePath)/Resources/\(name)" }
}
