import Foundation
import Testing

@testable import copycost

@Suite("A signal cancels what runs", .serialized, .timeLimit(.minutes(1)))
struct InterruptionTests {
  @Test("the second task of a process as well as the first: a sweep, then its refinement")
  func twice() async {
    for _ in 0..<2 {
      await #expect(throws: CancellationError.self) {
        try await Interruption.cancelling {
          raise(SIGTERM)
          try await Task.sleep(for: .seconds(20))
        }
      }
    }
  }
}
