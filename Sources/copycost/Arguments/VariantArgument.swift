import ArgumentParser
import Foundation
import Records

/// Another build of the worker as typed: `new=/path/to/copycost-worker`.
struct VariantArgument: ExpressibleByArgument {
  var variant: Plan.Variant

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "=") else { return nil }
    let name = String(argument[..<equals])
    let path = String(argument[argument.index(after: equals)...])
    guard !name.isEmpty, !path.isEmpty else { return nil }
    // From the root, so that the archive names the same program wherever a sweep is resumed, and none on PATH.
    self.variant = Plan.Variant(name: name, path: URL(fileURLWithPath: path).path)
  }
}
