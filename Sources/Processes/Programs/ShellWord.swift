/// Words that a person can copy from a message into a shell.
package enum ShellWord {
  /// The word, in quotes where a shell would take it for something else.
  ///
  /// A control character becomes `?`: a name from an archive must not write to the terminal.
  package static func quoted(_ word: String) -> String {
    let shown = String(
      word.map { $0.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } ? "?" : $0 })
    let isPlain = shown.allSatisfy { $0.isLetter || $0.isNumber || "-_./,:=%+@".contains($0) }
    return isPlain && !shown.isEmpty ? shown : "'\(shown.replacing("'", with: "'\\''"))'"
  }
}
