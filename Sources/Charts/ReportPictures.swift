import Records
import Report

/// The charts of a report as SVG and PNG files, and the script that draws them in a browser.
package struct ReportPictures {
  package let script: HTMLReport.Script
  /// Ids of the charts whose pictures were written.
  package let drawn: Set<String>

  /// Draws the pictures; without vl-convert a note says so, and a report of tables is written.
  ///
  /// - Parameter note: gets what could not be drawn, one line each.
  /// - Throws: `OperationError` when the directory cannot be written.
  package init(
    _ figures: [ChartFigure], into output: ReportDirectory, note: (String) -> Void
  ) async throws {
    do {
      let renderer = try await ChartRenderer.find()
      let script = try await renderer.script()
      drawn = try await Self.draw(figures, renderer, into: output, note: note)
      self.script = .script(script)
    } catch let missing as OperationError {
      note("\(missing)")
      script = .missing("\(missing)")
      drawn = []
    }
  }

  /// Draws into a directory beside the place of the pictures, so that each of them appears whole.
  private static func draw(
    _ figures: [ChartFigure], _ renderer: ChartRenderer, into output: ReportDirectory, note: (String) -> Void
  ) async throws -> Set<String> {
    let specs = figures.filter { !$0.spec.isEmpty }.map { (id: $0.id, spec: $0.spec) }
    let beside = try output.temporary(ReportDirectory.charts)
    defer { beside.remove() }
    let outcome = try await renderer.render(specs: specs, config: ChartTheme.print, into: beside.path)
    for (id, reason) in outcome.failed.sorted(by: { $0.key < $1.key }) {
      note("charts/\(id) could not be drawn: \(reason)")
    }
    try beside.commit(outcome.written.flatMap { ["\($0).svg", "\($0).png"] })
    return Set(outcome.written)
  }
}
