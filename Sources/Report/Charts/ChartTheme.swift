/// Colours of everything in a chart that is no data: a Vega `config` that is passed beside a specification.
package enum ChartTheme {
  /// Dark text, no background.
  package static let light = config(text: "#222222", line: "#888888", grid: "#e3e3e3", background: nil)
  /// Light text, no background.
  package static let dark = config(text: "#e6e6e6", line: "#8a8a8a", grid: "#3a3a3d", background: nil)
  /// Dark text on white, for pictures that stand alone.
  package static let print = config(text: "#222222", line: "#888888", grid: "#e3e3e3", background: "#ffffff")

  private static func config(text: String, line: String, grid: String, background: String?) -> String {
    let axis: [(String, JSON)] = [
      ("labelColor", .string(text)), ("titleColor", .string(text)), ("domainColor", .string(line)),
      ("tickColor", .string(line)), ("gridColor", .string(grid)),
    ]
    let title: [(String, JSON)] = [("color", .string(text)), ("subtitleColor", .string(text))]
    let legend: [(String, JSON)] = [("labelColor", .string(text)), ("titleColor", .string(text))]
    let header: [(String, JSON)] = [("labelColor", .string(text)), ("titleColor", .string(text))]
    return JSON.object([
      ("background", .string(background ?? "transparent")), ("axis", .object(axis)),
      ("title", .object(title)), ("legend", .object(legend)), ("header", .object(header)),
      ("rule", .object([("color", .string(line))])), ("text", .object([("color", .string(text))])),
      ("view", .object([("stroke", .string(grid))])),
    ]).text
  }
}
