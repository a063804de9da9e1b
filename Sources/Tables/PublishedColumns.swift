import Records

/// Which column of somebody's table is read as what, decided from its headers and from what somebody chose.
struct PublishedColumns {
  let primitive: Int
  /// Of the message, or of one of its fields.
  let size: Int
  let bytesPerUnit: Int
  let fields: Fields
  let flows: Int
  /// What else tells the cells of our own tables apart, by the keys of our own columns.
  let conditions: [(axis: CellAxis, index: Int)]

  /// What the size has to be multiplied with.
  enum Fields {
    case whole
    case fixed(Int)
    case column(Int)
  }

  /// Fields of a message in the original assignment.
  static let fieldsOfAssignment = 8

  /// - Throws: `UsageError` where a column is missing or where two readings fit.
  init(_ finder: PublishedFinder) throws {
    primitive = try finder.index(of: .primitive)
    if let index = try finder.chosenOrNamed(.size) {
      (size, fields) = (index, .whole)
    } else if let index = try finder.chosenOrNamed(.fieldSize) {
      size = index
      fields =
        finder.headers.indices.first {
          PublishedRole.fieldCounts.contains(finder.headers[$0].name) && !finder.isLeftOut($0)
        }.map { .column($0) }
        ?? .fixed(Self.fieldsOfAssignment)
    } else {
      throw finder.noSize()
    }
    bytesPerUnit = try finder.bytesPerUnit(size)
    flows = try finder.index(of: .flows)
    let taken = [primitive, size, flows]
    conditions = (CellAxis.conditions + CellAxis.coordinates.filter { $0.key == "variant" }).compactMap {
      axis in
      finder.headers.firstIndex { $0.text.lowercased() == axis.key }
        .flatMap { taken.contains($0) || finder.isLeftOut($0) ? nil : (axis, $0) }
    }
  }

  /// Columns that are read.
  var indices: [Int] {
    var all = [primitive, size, flows] + conditions.map(\.index)
    if case .column(let index) = fields { all.append(index) }
    return all
  }

  /// What was read as what, for people.
  func words(_ headers: [PublishedHeader], _ codes: PublishedCodes) -> [String] {
    let meanings = codes.words.isEmpty ? "" : " (\(codes.words))"
    var lines = ["\(headers[primitive].text) as \(PublishedRole.primitive.words)\(meanings)"]
    let unit =
      headers[size].unit.flatMap { bytesPerUnit == 1 ? nil : " (1 \($0) = \(bytesPerUnit) bytes)" } ?? ""
    switch fields {
    case .whole: lines.append("\(headers[size].text) as \(PublishedRole.size.words)\(unit)")
    case .fixed(let count):
      lines.append(
        "\(headers[size].text) as \(PublishedRole.fieldSize.words)\(unit), \(count) fields to a message "
          + "(otherwise --column '\(headers[size].text)=size')")
    case .column(let index):
      lines.append(
        "\(headers[size].text) as \(PublishedRole.fieldSize.words)\(unit), \(headers[index].text) as fields of a message"
      )
    }
    lines.append("\(headers[flows].text) as \(PublishedRole.flows.words)")
    return lines + conditions.map { "\(headers[$0.index].text) as \($0.axis.title)" }
  }
}
