import Records

/// Finds the columns of somebody's table by their headers, or by what somebody said about them.
struct PublishedFinder {
  let table: PublishedTable
  let headers: [PublishedHeader]
  private let choices: [PublishedChoice]

  /// - Throws: `UsageError` for a choice of a column that is not there.
  init(_ table: PublishedTable, _ choices: [PublishedChoice]) throws(UsageError) {
    self.table = table
    self.choices = choices
    headers = table.header.map { PublishedHeader($0) }
    for choice in choices where !table.header.contains(choice.header) {
      throw .unknownColumn(
        choice.header, in: table.name,
        columns: PublishedTable.shown(table.header.joined(separator: ", "), most: 400))
    }
  }

  func choice(_ index: Int) -> PublishedChoice? { choices.last { $0.header == headers[index].text } }

  /// Whether somebody said that a column is to be left out, or that it is something else.
  func isLeftOut(_ index: Int) -> Bool { choice(index) != nil }

  /// - Throws: `UsageError` when no column fits or more than one.
  func index(of role: PublishedRole) throws(UsageError) -> Int {
    guard let found = try chosenOrNamed(role) else {
      throw .missingColumn(of: role.words, role: role.rawValue, in: table.name, columns: columns)
    }
    return found
  }

  /// Nil when no column fits.
  func chosenOrNamed(_ role: PublishedRole) throws(UsageError) -> Int? {
    if let chosen = headers.indices.first(where: { choice($0)?.role == role }) { return chosen }
    for spellings in [role.spellings, role.weakSpellings] {
      let found = headers.indices.filter { fits($0, role, spellings) }
      if found.count > 1 { throw several(found, role) }
      if let only = found.first { return only }
    }
    return nil
  }

  private func fits(_ index: Int, _ role: PublishedRole, _ spellings: [String]) -> Bool {
    let header = headers[index]
    guard choice(index) == nil, spellings.contains(header.name) else { return false }
    switch role {
    // A bare unit says what it is a rate of; a bare `message` or `field` says nothing.
    case .goodput where header.name.isEmpty || header.name == "rate":
      return header.unit.flatMap(PublishedUnit.rate) != nil && PublishedUnit.bytes(header.unit ?? "") == nil
    case .size, .fieldSize:
      return !["message", "msg", "field"].contains(header.name)
        || header.unit.flatMap(PublishedUnit.bytes) != nil
    default: return true
    }
  }

  private func several(_ found: [Int], _ role: PublishedRole) -> UsageError {
    let names = found.map { headers[$0].text }
    guard Set(names).count == names.count else {
      return .columnsOfOneName(names[0], count: found.count, of: role.words, in: table.name)
    }
    return .severalColumns(names, of: role.words, role: role.rawValue, in: table.name)
  }

  private var columns: String { PublishedTable.shown(table.header.joined(separator: ", ")) }

  /// A column of bytes alone may hold the size of a message or the bytes of a run.
  func noSize() -> UsageError {
    let bare = headers.indices.first {
      headers[$0].name.isEmpty && headers[$0].unit.flatMap(PublishedUnit.bytes) != nil && choice($0) == nil
    }
    return bare.map { .bareBytes(column: headers[$0].text, in: table.name) }
      ?? .missingSize(in: table.name, columns: columns)
  }

  /// - Throws: `UsageError` for a unit that is none of sizes.
  func bytesPerUnit(_ index: Int) throws(UsageError) -> Int {
    guard let unit = choice(index)?.detail ?? headers[index].unit else { return 1 }
    guard let bytes = PublishedUnit.bytes(unit) else {
      throw .unitOfSizes(unit, column: headers[index].text, in: table.name)
    }
    return bytes
  }

  /// Gbit/s of one unit, and the unit.
  ///
  /// - Throws: `UsageError` where there is none or where it may be bits or bytes.
  func gigabitsPerUnit(_ index: Int) throws(UsageError) -> (value: Double, unit: String) {
    let header = headers[index].text
    func open(_ fault: UsageError.RateFault) -> UsageError {
      .unitOfRates(fault, column: header, in: table.name)
    }
    guard let unit = choice(index)?.detail ?? headers[index].unit else {
      throw open(.none)
    }
    switch PublishedUnit.rate(unit) {
    case .bits(let bits): return (bits / 1e9, unit)
    case .unclear: throw open(.bitsOrBytes(unit))
    case nil: throw open(.unknown(unit))
    }
  }
}
