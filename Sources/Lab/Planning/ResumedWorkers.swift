import Foundation
import Processes
import Records

/// The workers that the plan of an archive runs, and whether whoever resumes it has named those that are not installed.
///
/// An archive may come from anywhere, and what it names would run with the rights of whoever resumes it.
package struct ResumedWorkers {
  private let plan: Plan
  private let installed: String
  private let named: [Plan.Variant]

  /// - Parameters:
  ///   - installed: path of the worker of this copycost.
  ///   - named: builds that were typed with `--resume`.
  package init(plan: Plan, installed: String, named: [Plan.Variant]) {
    self.plan = plan
    self.installed = installed
    self.named = named
  }

  /// The plan's workers, one line each: label, path, and why it runs.
  package var lines: [String] {
    plan.variants.map { variant in
      isInstalled(variant.path)
        ? "worker \(ShellWord.quoted(variant.name)): \(installed), the installed one"
        : "worker \(ShellWord.quoted(variant.name)): \(ShellWord.quoted(variant.path)), as named by --variant"
    }
  }

  /// - Throws: `UsageError` for a worker of the plan that was not named again, or one named that the plan does not run.
  package func check(archive: String) throws(UsageError) {
    for variant in named where !plan.variants.contains(where: { matches(variant, $0) }) {
      throw .buildNotPlanned(argument(variant), planned: foreign.isEmpty ? nil : arguments(foreign))
    }
    let missing = foreign.filter { variant in !named.contains { matches($0, variant) } }
    guard !missing.isEmpty else { return }
    let command = "copycost sweep --resume --archive \(ShellWord.quoted(archive)) \(arguments(foreign))"
    throw .buildsNotNamed(archive: archive, arguments: arguments(missing), command: command)
  }

  /// The builds that are not the installed one, each path once: a twin runs the build of its original.
  private var foreign: [Plan.Variant] {
    var paths: Set<String> = []
    return plan.variants.filter { !isInstalled($0.path) && paths.insert($0.path).inserted }
  }

  private func isInstalled(_ path: String) -> Bool { path.isEmpty || absolute(path) == absolute(installed) }

  private func matches(_ one: Plan.Variant, _ other: Plan.Variant) -> Bool {
    one.name == other.name && absolute(one.path) == absolute(other.path)
  }

  private func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }

  private func argument(_ variant: Plan.Variant) -> String {
    "--variant \(ShellWord.quoted("\(variant.name)=\(variant.path)"))"
  }

  private func arguments(_ variants: [Plan.Variant]) -> String {
    variants.map(argument).joined(separator: " ")
  }
}
