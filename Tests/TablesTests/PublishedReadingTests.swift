import Foundation
import Records
import Testing

@testable import Tables

@Suite("Somebody's table is read as what it says, or not at all")
struct PublishedReadingTests {
  /// Gbit/s of the table's rows with primitive, bytes and flows.
  private static func rows(_ figures: PublishedFigures) -> [String] {
    figures.rows.map {
      "\($0.place.primitive) \($0.place.messageBytes) x \($0.place.flows): \(String(format: "%.3f", $0.goodput))"
    }
  }

  private static func read(_ file: String, _ choices: String...) throws -> PublishedFigures {
    try PublishedFigures(
      contentsOf: Published.path("tables/\(file).csv"),
      choices: choices.map { try PublishedChoice(parsing: $0) })
  }

  private static func read(text: String, _ choices: String...) throws -> PublishedFigures {
    try PublishedFigures(text: text, name: "t.csv", choices: choices.map { try PublishedChoice(parsing: $0) })
  }

  private static func message(_ body: () throws -> some Any) throws -> String {
    let error = try #require(throws: UsageError.self) { _ = try body() }
    #expect(!error.description.contains("\n"))
    return error.description
  }

  @Test(
    "units of rates are read with their case, decimal unless they say otherwise",
    arguments: [
      ("Throughput (MB/s)", "2500", 20.0), ("Throughput_MBps", "2500", 20), ("ThroughputMBps", "2500", 20),
      ("goodput [GB/s]", "2.5", 20), ("Throughput_Gbps", "20", 20), ("throughput_gbps", "20", 20),
      ("GBytes/s", "2.5", 20), ("Bandwidth (Mbit/s)", "20000", 20), ("mbps", "20000", 20),
      ("Throughput (MiB/s)", "2500", 20.97152), ("Throughput_Mb/s", "20000", 20),
      ("rate (bit/s)", "2e10", 20),
      ("Throughput (kB/s)", "2,500,000.0", 20), ("throughput_bytes_per_s", "2500000000", 20),
    ])
  func rates(_ header: String, _ figure: String, _ gigabits: Double) throws {
    let figures = try Self.read(text: "Mode;Size;Threads;\(header)\nA1;64;1;\(figure)\n")
    #expect(abs(figures.rows[0].goodput - gigabits) < 1e-9, "\(figures.rows[0].goodput)")
    #expect(figures.notes[0].contains("\(header) as goodput (1 "))
  }

  @Test(
    "a rate that may be bits or bytes, or says nothing, is asked about in one line",
    arguments: [
      "Throughput_MBPS", "Throughput (GB/S)", "throughput (mb/s)", "Throughput", "Throughput (furlongs)",
    ])
  func unclearRates(_ header: String) throws {
    let text = "Mode,Size,Threads,\(header)\nA1,64,1,2500\n"
    let message = try Self.message { try Self.read(text: text) }
    #expect(message.contains("--column '\(header)=goodput MB/s'"))
    #expect(try Self.read(text: text, "\(header)=goodput MB/s").rows[0].goodput == 20)
    #expect(try Self.read(text: text, "\(header)=goodput Mbit/s").rows[0].goodput == 2.5)
  }

  @Test(
    "a thousand is 1024 in sizes, in the header and in the field",
    arguments: [
      ("Message Size (KB)", "4"), ("size_kb", "4"), ("sizeKiB", "4"), ("msg_size", "4KB"), ("Size", "4 KiB"),
      ("Size (B)", "4096"), ("message_bytes", "4,096"), ("Size (KB)", "4096B"), ("payload", "4K"),
    ])
  func sizes(_ header: String, _ size: String) throws {
    let figures = try Self.read(text: "Mode;\(header);Threads;Gbps\nA1;\(size);1;20\n")
    #expect(Self.rows(figures) == ["two-copy 4096 x 1: 20.000"])
  }

  @Test("a fraction with a comma is no number in thousands")
  func commas() throws {
    for (size, figure) in [("64", "3,5"), ("64", "9,412"), ("64,5", "20"), ("1,2345", "20")] {
      let message = try Self.message {
        try Self.read(text: "Mode;Size;Threads;Gbps\nA1;\(size);1;\(figure)\n")
      }
      #expect(message.contains("line 2"))
    }
    let text = "Mode;Size;Threads;Gbps\nA1;1,23,456;1;1,234.5\n"
    #expect(Self.rows(try Self.read(text: text)) == ["two-copy 123456 x 1: 1234.500"])
  }

  @Test("codes are read over the whole column: 1, 2, 3 as well as 0, 1, 2")
  func codes() throws {
    let figures = try Self.read("modes_1_2_3")
    #expect(
      Self.rows(figures) == [
        "two-copy 65536 x 1: 20.000", "one-copy 65536 x 1: 21.000", "zero-copy 65536 x 1: 9.000",
      ])
    #expect(figures.notes[0].contains("Mode as primitive (1 two-copy, 2 one-copy, 3 zero-copy)"))
    let grid = try PublishedGrid(contentsOf: Published.path("tables/modes_1_2_3.csv"))
    #expect(grid.primitives == PublishedPrimitives.names)
  }

  @Test("rows of our peers and of windows without CPU are not taken for our primitives")
  func foreignRows() throws {
    let text = """
      primitive,message_bytes,flows,goodput_gbps,caveats,failure
      two-copy,64,1,20,,
      two-copy,64,1,0,other-load;starved,
      c-loop-two-copy,64,1,90,,

      """
    let figures = try Self.read(text: text)
    #expect(figures.rows.filter { $0.place.primitive == "two-copy" }.map(\.goodput) == [20])
    #expect(figures.notes.contains { $0.contains("1 row of samples whose threads got no CPU (line 3)") })
  }

  @Test(
    "codes that may count from 0 or from 1 are asked about",
    arguments: ["1,2", "1,1", "2,2", "0,1,2,3", "1,2,3,4", "1,4"])
  func openCodes(_ codes: String) throws {
    let rows = codes.split(separator: ",").map { "\($0);64;1;20" }.joined(separator: "\n")
    let text = "Mode;Size;Threads;Gbps\n\(rows)\n"
    let message = try Self.message { try Self.read(text: text) }
    #expect(message.contains("--column 'Mode=primitive 0,1,2' or --column 'Mode=primitive 1,2,3'"))
    let first = try Self.read(text: text, "Mode=primitive 1,2,3").rows.first { $0.place.primitive != "0" }
    #expect(first?.place.primitive == (codes.hasPrefix("2") ? "one-copy" : "two-copy"))
  }

  @Test(
    "the files of others",
    arguments: [
      ("megabytes", ["two-copy 65536 x 1: 20.000", "one-copy 65536 x 1: 20.800"]),
      ("mbps_name", ["two-copy 65536 x 1: 20.000"]),
      ("field_size", ["two-copy 65536 x 1: 3.500", "one-copy 65536 x 1: 4.000"]),
      (
        "bytes_and_field_size",
        ["two-copy 2048 x 1: 1.350", "one-copy 2048 x 1: 1.310", "two-copy 32768 x 1: 10.450"]
      ),
    ])
  func files(_ name: String, _ rows: [String]) throws {
    #expect(Self.rows(try Self.read(name)) == rows)
  }

  @Test("a size in KB in the header, and whole numbers under it")
  func kilobytes() throws {
    let figures = try Self.read("size_in_kb")
    #expect(figures.rows.map(\.place.messageBytes) == [16, 16, 16, 256, 256, 256].map { $0 * 1024 })
    #expect(figures.notes[0].contains("Message Size (KB) as message bytes (1 KB = 1024 bytes)"))
  }

  @Test(
    "the size of a field is not that of the message: 8 fields, or as many as the table says, or what is typed"
  )
  func fields() throws {
    #expect(
      try Self.read("field_size").notes[0].contains("field_size as bytes of a field, 8 fields to a message"))
    #expect(try Self.read("field_size", "field_size=size").rows[0].place.messageBytes == 8192)
    let counted = try Self.read(text: "impl,field_size,fields,threads,gbps\na1,100,4,1,3\n")
    #expect(counted.rows[0].place.messageBytes == 400)
    let both = try Self.read(text: "impl,field_size,msg_size,threads,gbps\na1,100,640,1,3\n")
    #expect(both.rows[0].place.messageBytes == 640)
  }

  @Test("bytes alone may be the message or the run: asked about, never guessed")
  func bytesAlone() throws {
    let text = "impl,threads,bytes,gbps\na1,1,1280000,3\n"
    let message = try Self.message { try Self.read(text: text) }
    #expect(message.contains("--column 'bytes=size'"))
    #expect(try Self.read(text: text, "bytes=size").rows[0].place.messageBytes == 1_280_000)
    let total = try Self.message { try Self.read(text: "impl,threads,total_bytes,gbps\na1,1,1280000,3\n") }
    #expect(total.contains("message bytes"))
  }

  @Test("two columns for one thing are asked about, and one can be left out")
  func severalColumns() throws {
    let text = "impl,size,threads,clients,gbps\na1,64,1,2,3\n"
    let message = try Self.message { try Self.read(text: text) }
    #expect(message.contains("--column 'threads=flows' or --column 'clients=flows'"))
    #expect(try Self.read(text: text, "clients=flows").rows[0].place.flows == 2)
    #expect(try Self.read(text: text, "clients=none").rows[0].place.flows == 1)
    #expect(
      try Self.message { try Self.read(text: text, "client=flows") }.contains("no column is called client"))
    #expect(try Self.message { try Self.read(text: text, "threads=many") }.contains("HEADER=ROLE"))
  }

  @Test("rows without a figure are left out and counted, columns and names that are not read are listed")
  func leftOut() throws {
    let figures = try Self.read("empty_goodput")
    #expect(figures.rows.count == 5)
    #expect(figures.notes.contains("Left out: 1 row without a goodput (line 5)."))
    #expect(figures.notes.contains { $0.hasPrefix("Columns not read: Latency_us, TotalBytes, CPU_Cycles") })
    #expect(try Self.message { try Self.read("header_only") }.contains("has a header and no rows"))
    let none = try Self.message { try Self.read(text: "impl,size,threads,gbps\nA1,4096,1,\n") }
    #expect(none.contains("no row with a goodput (1 row without a goodput (line 2))"))
  }
}
