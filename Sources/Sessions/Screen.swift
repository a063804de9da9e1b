import Kernel
import Records

/// All that commands show: results on standard output, notes and progress on standard error.
///
/// A note that cannot be written, or not soon, is dropped. A result that cannot be written makes the command fail, but only
/// at its end: a sweep keeps its samples first.
package enum Screen {
  /// Shows a result.
  package static func show(_ text: String, terminator: String = "\n") {
    StandardStream.output.write(text + terminator)
  }

  /// Shows a piece of a long result, which is given up with the first piece that cannot be written.
  ///
  /// - Throws: `ReaderLeft`, or `OperationError` when standard output cannot be written.
  package static func stream(_ text: String) throws {
    switch StandardStream.output.write(text) {
    case .written: return
    case .readerLeft: throw ReaderLeft()
    case .failed: try checkResults()
    }
  }

  /// The reader of standard output has enough: the command ends quietly, with status 0.
  package struct ReaderLeft: Error {}

  /// Tells something beside the results: text as it is, with its line ends.
  package static func note(_ text: String) {
    StandardStream.error.writeOrDrop(text)
  }

  /// - Throws: `OperationError` when a result could not be written.
  package static func checkResults() throws(OperationError) {
    guard let failure = StandardStream.output.failure else { return }
    throw OperationError(
      "standard output cannot be written (\(failure))",
      effect: "the results shown are not complete, samples in an archive are",
      remedy: "Send the output elsewhere; `copycost report` and `copycost export` show an archive again")
  }
}
