import Records

/// The command that repeats a sweep with the same cells in the same order.
enum ReproducingCommand {
  /// The command as typed, with the seed that was used and without what would repeat or continue it.
  static func command(of sweep: Sweep) -> String {
    let words = words(sweep.command)
    // A report of sweeps side by side has no seed of its own, and of commands `sweep` alone takes one.
    guard sweep.id != 0, words.dropFirst().first == "sweep" else { return sweep.command }
    var kept: [String] = []
    var skipsNext = false
    for word in words {
      if skipsNext {
        skipsNext = false
      } else if word == "--seed" || word == "--repeat" {
        skipsNext = true
      } else if !word.hasPrefix("--seed=") && !word.hasPrefix("--repeat=") && word != "--resume" {
        kept.append(word)
      }
    }
    return kept.joined(separator: " ") + " --seed \(sweep.plan.seed)"
  }

  /// The words of a command with their quotes, as a shell tells them apart.
  private static func words(_ command: String) -> [String] {
    var words = [""]
    var isQuoted = false
    var isEscaped = false
    for character in command {
      if character == " ", !isQuoted, !isEscaped {
        words.append("")
        continue
      }
      if character == "'", !isEscaped { isQuoted.toggle() }
      isEscaped = character == "\\" && !isQuoted && !isEscaped
      words[words.count - 1].append(character)
    }
    return words.filter { !$0.isEmpty }
  }
}
