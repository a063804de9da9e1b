/// Why a job could not be carried out: sent to the director as the cause of one lost sample.
struct JobFailure: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) {
    self.description = description
  }
}
