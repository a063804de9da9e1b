/// A price per call, per byte and per page touched: pinning and mapping are paid by the page.
package enum PagesModel: CostModel {
  package static let name = "pages"
  package static let summary = "a + b x bytes + c x pages"
  package static let fewestSizes = 8

  private static let pageBytes = 4096

  package static func designs(for points: [CostPoint]) -> [[CostTerm]] {
    // Whole pages only: bytes and pages are then proportional and their prices cannot be told apart.
    let below = points.filter { $0.bytes < pageBytes }.count
    let above = points.filter { $0.bytes > pageBytes }.count
    guard below >= 2 && above >= 2 else { return [] }
    let page = CostTerm("per page") { Double(($0.bytes + pageBytes - 1) / pageBytes) }
    return [[.call, .byte, page]]
  }
}
