import Records

/// The command that repeats a sweep with the same cells in the same order.
enum ReproducingCommand {
  /// The command as typed, with the seed that was used and without what would repeat or continue it.
  static func command(of sweep: Sweep) -> String {
    // A report of sweeps side by side has no seed of its own.
    guard sweep.id != 0 else { return sweep.command }
    var words: [Substring] = []
    var skipsNext = false
    for word in sweep.command.split(separator: " ") {
      if skipsNext {
        skipsNext = false
      } else if word == "--seed" || word == "--repeat" {
        skipsNext = true
      } else if !word.hasPrefix("--seed=") && !word.hasPrefix("--repeat=") && word != "--resume" {
        words.append(word)
      }
    }
    return words.joined(separator: " ") + " --seed \(sweep.plan.seed)"
  }
}
