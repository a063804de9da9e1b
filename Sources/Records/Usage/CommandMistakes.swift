/// Options that cannot stand together or have no sense, and builds that cannot run what was asked.
extension UsageError {
  package static let resumeWithPlan = UsageError(
    "--resume with a plan contradicts the plan of the unfinished sweep",
    remedy: "Leave axes, time and seed out, or start a new sweep without --resume")

  package static func nothingToResume(archive: String) -> UsageError {
    UsageError("\(archive) holds no unfinished sweep", remedy: "Start a new sweep without --resume")
  }

  package static let repeatWithResume = UsageError(
    "--repeat cannot be combined with --resume", remedy: "Leave one of them out")

  package static let roundsWithoutEnd = UsageError(
    "--rounds cannot be combined with --precision or --decide",
    remedy: "Use --max-rounds for the upper limit")

  package static let eventTwice = UsageError(
    "--events names an event twice", effect: "its figures could not be told apart; nothing was run",
    remedy: "Name each event once")

  package static let eventsWithoutCounters = UsageError(
    "--events needs the counters that --counters off turns off", remedy: "Leave one of them out")

  /// - Parameter option: the one that names a table.
  package static func columnWithoutTable(option: String) -> UsageError {
    UsageError(
      "--column without \(option) describes no table", remedy: "Name the table with \(option) TABLE.csv")
  }

  package static let durationAndMessages = UsageError(
    "--duration and --messages both say when a flow ends", remedy: "Choose one of them")

  package static let noDuration = UsageError("--duration 0 is too short", remedy: "Use 1ms or longer")

  package static func cellsFormat(_ format: String, known: [String]) -> UsageError {
    UsageError(
      "--format \(format) has no layout for --cells", effect: "nothing was exported",
      remedy: "Use --format \(known.joined(separator: " or "))")
  }

  package static func exportFormat(_ name: String, known: [String]) -> UsageError {
    UsageError(
      "there is no export format '\(name)'", effect: "nothing was exported",
      remedy: "Use one of \(known.joined(separator: ", "))")
  }

  package static func movesNothing(primitive: String) -> UsageError {
    UsageError(
      "\(primitive) moves nothing", effect: "there is no data path to explain",
      remedy: "Choose another primitive from `copycost list`")
  }

  package static func notAGate(_ text: String) -> UsageError {
    UsageError(
      "'\(text)' is not a gate", effect: "nothing can be checked",
      remedy: "Use slower:5% (goodput) or dearer:5% (sender CPU per byte)")
  }

  // MARK: Builds

  /// - Parameter build: `--variant new=/path`, or the worker beside copycost.
  package static func noProgram(_ build: String) -> UsageError {
    UsageError("\(build) names no program", remedy: "Name the copycost-worker of another build")
  }

  package static func silentBuild(_ build: String, why: String, protocol version: Int) -> UsageError {
    UsageError(
      "\(build) cannot be asked what it can do (\(why))",
      remedy: "Name the copycost-worker of a build that speaks control protocol \(version)")
  }

  /// - Parameter isInstalled: whether it is the worker beside copycost.
  package static func ignoredOptions(
    _ options: [String], by build: String, cell: Cell, isInstalled: Bool
  ) -> UsageError {
    UsageError(
      "\(build) does not say that it knows \(options.joined(separator: ", "))",
      effect: "it might measure \(cell) as if nobody had asked for that; nothing was run",
      remedy: "\(isInstalled ? "Install" : "Name") a worker that knows it, or leave the option out")
  }

  package static func missingPrimitive(_ primitive: String, of build: String, known: [String]) -> UsageError {
    UsageError(
      "\(build) has no primitive \(primitive)", effect: "its cells could not be measured; nothing was run",
      remedy: "Choose among \(known.joined(separator: ", "))")
  }

  /// - Parameter arguments: the builds that the plan runs, as they are typed; nil where it runs the installed one alone.
  package static func buildNotPlanned(_ argument: String, planned arguments: String?) -> UsageError {
    UsageError(
      "the unfinished sweep does not run \(argument)",
      remedy: arguments.map { "Type the builds as its plan has them (\($0)), or start a new sweep" }
        ?? "Leave --variant out, or start a new sweep without --resume")
  }

  package static func buildsNotNamed(
    archive: String, arguments: String, command: String
  ) -> UsageError {
    UsageError(
      "the plan in \(archive) runs other workers than the installed one (\(arguments))",
      effect: "programs that an archive names are not run unasked, and nothing was run",
      remedy: "If you trust these programs, type `\(command)`")
  }
}
