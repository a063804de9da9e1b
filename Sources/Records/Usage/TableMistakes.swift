/// Somebody else's table that cannot be read, or can be read in two ways.
extension UsageError {
  package static func openQuotation(in table: String, line: Int) -> UsageError {
    UsageError(
      "\(table) line \(line): a quotation mark is not closed or stands inside a field",
      effect: "the table cannot be read", remedy: "Quote whole fields and double the quotation marks inside")
  }

  package static func notText(_ path: String) -> UsageError {
    UsageError(
      "\(path) is not UTF-8 text", effect: "there is no table to take from it",
      remedy: "Convert it with `iconv -t UTF-8`")
  }

  /// - Parameter expected: `message bytes`, `primitive`.
  package static func tableValue(
    _ text: String, under header: String, insteadOf expected: String, in table: String, line: Int
  ) -> UsageError {
    UsageError(
      "\(table) line \(line): '\(text)' under \(header) does not give the \(expected)",
      effect: "the table cannot be used", remedy: "Correct or remove that line")
  }

  package static func impossibleMessage(
    bytes: Int, fields: Int, in table: String, line: Int
  ) -> UsageError {
    UsageError(
      "\(table) line \(line): \(fields) fields of \(bytes) bytes are more than a message can hold",
      effect: "the table cannot be used", remedy: "Correct or remove that line")
  }

  /// - Parameter columns: all there are, shortened to one line.
  package static func unknownColumn(_ header: String, in table: String, columns: String) -> UsageError {
    UsageError(
      "\(table) line 1: no column is called \(header)", effect: "the table was not read",
      remedy: "Its columns are \(columns)")
  }

  /// - Parameters:
  ///   - what: `goodput`, in words.
  ///   - role: likewise, as it is typed.
  package static func missingColumn(
    of what: String, role: String, in table: String, columns: String
  ) -> UsageError {
    UsageError(
      "\(table) line 1: none of its columns (\(columns)) gives the \(what)",
      effect: "the table cannot be used", remedy: "Say which one does with --column 'HEADER=\(role)'")
  }

  package static func columnsOfOneName(_ name: String, count: Int, of what: String, in table: String)
    -> UsageError
  {
    UsageError(
      "\(table) line 1: \(count) columns are called \(name)",
      effect: "it is not clear which one gives the \(what)",
      remedy: "Rename all but one")
  }

  package static func severalColumns(
    _ names: [String], of what: String, role: String, in table: String
  ) -> UsageError {
    UsageError(
      "\(table) line 1: \(names.joined(separator: " and ")) may each give the \(what)",
      effect: "it is not clear which one does",
      remedy: "Use \(names.map { "--column '\($0)=\(role)'" }.joined(separator: " or "))")
  }

  /// A column of bytes alone may hold the size of a message or the bytes of a run.
  package static func bareBytes(column: String, in table: String) -> UsageError {
    UsageError(
      "\(table) line 1: \(column) may be the size of a message or the bytes of a whole run",
      effect: "the size of a message is not known",
      remedy: "Name its column with --column '\(column)=size'")
  }

  package static func missingSize(in table: String, columns: String) -> UsageError {
    UsageError(
      "\(table) line 1: none of its columns (\(columns)) gives the message bytes",
      effect: "the size of a message is not known",
      remedy: "Name its column with --column 'HEADER=size'")
  }

  package static func unitOfSizes(_ unit: String, column: String, in table: String) -> UsageError {
    UsageError(
      "\(table) line 1: '\(unit)' of \(column) is no unit of sizes", effect: "the sizes cannot be read",
      remedy: "Name the unit, for example with --column '\(column)=size KB'")
  }

  package static func unitOfRates(_ fault: RateFault, column: String, in table: String) -> UsageError {
    let cause =
      switch fault {
      case .none: "the column \(column) does not say its unit"
      case .bitsOrBytes(let unit): "'\(unit)' of \(column) may be bits or bytes"
      case .unknown(let unit): "'\(unit)' of \(column) is no unit of rates"
      }
    return UsageError(
      "\(table) line 1: \(cause)", effect: "its figures cannot be shown beside ours",
      remedy: "Use --column '\(column)=goodput Mbit/s' or --column '\(column)=goodput MB/s', with the unit "
        + "that it has")
  }

  package enum RateFault: Sendable {
    case none
    case bitsOrBytes(String)
    case unknown(String)
  }

  package static func columnChoice(_ text: String, roles: [String]) -> UsageError {
    UsageError(
      "'\(text)' does not say what a column is read as", effect: "the table was not read",
      remedy: "Use HEADER=ROLE with one of \(roles.joined(separator: ", ")), "
        + "for example --column 'Throughput=goodput MB/s'")
  }

  /// - Parameter primitives: what the codes stand for, in their order.
  package static func ambiguousCodes(
    _ codes: [Int], column: String, in table: String, primitives: [String]
  ) -> UsageError {
    UsageError(
      "\(table): the codes \(codes.map(String.init).joined(separator: ", ")) under \(column) may count from 0 or from 1",
      effect: "it is not clear which primitive a row is of",
      remedy: "Use --column '\(column)=primitive 0,1,2' or --column '\(column)=primitive 1,2,3' ("
        + "\(primitives.joined(separator: ", ")))")
  }

  package static func emptyTable(_ table: String) -> UsageError {
    UsageError(
      "\(table) has a header and no rows", effect: "there is neither a grid nor a figure to take from it",
      remedy: "Check the file")
  }

  /// - Parameter drops: why rows were left out.
  package static func noGoodput(in table: String, drops: String) -> UsageError {
    UsageError(
      "\(table) has no row with a goodput (\(drops))", effect: "there is nothing to show beside ours",
      remedy: "Check the file")
  }
}
