import Mustache
import Records

/// The templates of the page, which are part of the program.
struct PageTemplates {
  private let library: MustacheLibrary
  static let styleSheet = text(PackageResources.page_css)
  static let glue = text(PackageResources.page_js)

  /// Name of the content type in the templates' first line.
  private static let contentType: Void = MustacheContentTypes.register(PageText(), named: "PAGE")

  /// - Throws: an error of the template, which is a fault of this program.
  init() throws {
    Self.contentType
    library = MustacheLibrary(templates: [
      "page": try MustacheTemplate(string: Self.text(PackageResources.page_mustache)),
      "table": try MustacheTemplate(string: Self.text(PackageResources.table_mustache)),
    ])
  }

  func page(_ context: [String: Any]) -> String {
    library.render(context, withTemplate: "page") ?? ""
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
