import Testing

@testable import Probes

@Suite("Thread time")
struct ThreadTimeTests {
}
