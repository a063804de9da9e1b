import Foundation
import Processes
import Records

/// Draws Vega-Lite specifications as SVG and PNG files with vl-convert, which `make setup` puts into a private
/// Python environment.
package struct ChartRenderer: Sendable {
  /// Variable that names the Python interpreter to use.
  package static let variable = "COPYCOST_CHARTS_PYTHON"

  /// Interpreter that can import vl_convert.
  private let python: String

  /// What became of each specification.
  package struct Outcome: Sendable, Equatable {
    /// Ids whose pictures were written.
    package var written: [String]
    /// Why others were not, by id.
    package var failed: [String: String]
  }

  /// Drawing takes about a tenth of a second a picture; a hundred of them on a busy machine must fit.
  private static let limit = Duration.seconds(180)

  /// Takes the interpreter that the variable names, else that of `make setup` at its fixed place.
  ///
  /// - Throws: `OperationError` when it cannot import vl_convert, or others can have changed it.
  package static func find(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    program: String = Installation.runningProgram
  ) async throws -> ChartRenderer {
    if let named = environment[variable], !named.isEmpty {
      guard try await canDraw(named) else {
        throw missing("\(named), named by \(variable), cannot import vl_convert", "Name another interpreter")
      }
      return ChartRenderer(python: named)
    }
    let found: String?
    do throws(Distrust) {
      found = try Installation(program: program, environment: environment).chartsPython()
    } catch {
      throw missing(
        "the Python environment for charts is not used, for \(error)",
        "\(error.remedy ?? "Run `make setup` again"), or name an interpreter that you trust")
    }
    if let found, try await canDraw(found) { return ChartRenderer(python: found) }
    throw missing("vl-convert is not installed", "Run `make setup`, or name a Python that has it")
  }

  /// Draws every specification as `ID.svg` and `ID.png` in one process.
  ///
  /// - Parameters:
  ///   - config: Vega `config` with the colours of text, lines and background.
  ///   - directory: made when it is missing.
  /// - Throws: `OperationError` when nothing could be drawn; single failures are in the outcome.
  @discardableResult
  package func render(
    specs: [(id: String, spec: String)], config: String, into directory: String
  ) async throws -> Outcome {
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw Self.failed("the directory \(directory) cannot be made", "Check its parent's permissions")
    }
    let charts = specs.map { ["id": $0.id, "spec": $0.spec] }
    guard let config = try? JSONSerialization.jsonObject(with: Data(config.utf8)),
      let order = try? JSONSerialization.data(
        withJSONObject: ["directory": directory, "config": config, "charts": charts] as [String: Any])
    else { throw Self.failed("the configuration of the charts is no JSON", "Report this as a fault") }
    let answer = try await run(ChartProgram.draw, String(decoding: order, as: UTF8.self))
    guard let outcome = try? JSONDecoder().decode(Answer.self, from: Data(answer.utf8)) else {
      throw Self.failed("vl-convert gave no answer", "Run `make setup` to install it anew")
    }
    return Outcome(written: outcome.written, failed: outcome.failed)
  }

  /// The script that draws charts in a browser: vega, vega-lite and vega-embed, without any address to load from.
  ///
  /// - Throws: `OperationError`.
  package func script() async throws -> String {
    try await run(ChartProgram.bundle, "")
  }

  private struct Answer: Decodable {
    var written: [String]
    var failed: [String: String]
  }

  /// - Throws: `OperationError` where the interpreter gave no answer, which says nothing about what it can import.
  private static func canDraw(_ python: String) async throws -> Bool {
    do {
      return try await collect(python, ChartProgram.check, within: .seconds(60)).status.isSuccess
    } catch let failure as ChildFailure {
      throw missing(
        "\(python) could not be asked for vl_convert: \(failure)", "Try again, or name an interpreter")
    }
  }

  /// Runs a program in Python's isolated mode: no module from the current directory, PYTHONPATH or the user's own.
  ///
  /// Of the variables it gets those that say where home, temporary files and fonts are, none that loads code.
  private static func collect(
    _ python: String, _ program: String, input: String = "", within limit: Duration
  ) async throws -> ChildProcess.Outcome {
    let names = ["HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "XDG_DATA_HOME", "XDG_CACHE_HOME"]
    let own = ProcessInfo.processInfo.environment.filter { names.contains($0.key) }
    return try await ChildProcess.collect(
      [python, "-I", "-c", program], input: input,
      environment: own.merging(["PATH": "/usr/bin:/bin"]) { _, fixed in fixed }, within: limit)
  }

  private func run(_ program: String, _ input: String) async throws -> String {
    do {
      let outcome = try await Self.collect(python, program, input: input, within: Self.limit)
      guard outcome.status.isSuccess else {
        let last = outcome.standardErrorTail.split(separator: "\n").last.map(String.init)
        throw Self.failed("vl-convert \(outcome.status): \(last ?? "no reason given")", "Run `make setup`")
      }
      return outcome.output
    } catch let failure as ChildFailure {
      throw Self.failed("\(failure)", "Run `make setup`")
    }
  }

  private static func missing(_ cause: String, _ remedy: String) -> OperationError {
    OperationError(
      cause, effect: "the report shows tables instead of charts", remedy: "\(remedy) in \(variable)")
  }

  private static func failed(_ cause: String, _ remedy: String) -> OperationError {
    OperationError(cause, effect: "no chart was drawn", remedy: remedy)
  }
}
