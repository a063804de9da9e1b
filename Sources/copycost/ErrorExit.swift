import ArgumentParser
import Foundation
import Kernel
import Lab
import Records
import Sessions

/// Ends the program after an error: one line on stderr, exit status 2 for usage, 1 for everything else.
enum ErrorExit {
  static func end(with error: any Error) -> Never {
    switch error {
    case is CancellationError:
      say("interrupted: flows were broken off, and what they moved is in no statistics.")
      exit(1)
    case let usage as UsageError:
      say(usage.description)
      exit(2)
    case let code as ExitCode:
      checkResults()
      exit(code.rawValue)
    case is Screen.ReaderLeft:
      exit(0)
    default:
      endParsing(error)
    }
  }

  /// Help and version are asked for and go to stdout; what the parser refuses is a usage error.
  private static func endParsing(_ error: any Error) -> Never {
    switch CopyCost.exitCode(for: error) {
    case .success:
      Screen.show(CopyCost.fullMessage(for: error))
      checkResults()
      exit(0)
    case .validationFailure:
      let cause = oneLine(CopyCost.message(for: error))
      let isSentence = cause.hasSuffix(".") || cause.hasSuffix("?")
      say("\(cause)\(isSentence ? " Nothing" : ": nothing") was run. See `\(helpCommand)`.")
      exit(2)
    default:
      say(oneLine(PlainFailure.operationError(error).description))
      exit(1)
    }
  }

  /// `copycost sweep --help` where a command was typed that exists.
  private static var helpCommand: String {
    let typed = CommandLine.arguments.dropFirst().first ?? ""
    let isKnown = CopyCost.configuration.subcommands.contains { $0.configuration.commandName == typed }
    return isKnown ? "copycost \(typed) --help" : "copycost --help"
  }

  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// Ends the program when a result was lost on its way out.
  private static func checkResults() {
    do { try Screen.checkResults() } catch { end(with: error) }
  }

  private static func say(_ line: String) {
    StandardStream.error.writeOrDrop("copycost: \(line)\n", patience: 10_000, isLast: true)
  }
}
